// From files to a running main goroutine: maps the data files at their addresses, loads the assemblies, registers functions and shapes, starts the scheduler.
//
//     dotnet GoClr.Runtime.dll [options] std.dll prog.dll -- arguments
//
// Images in order of dependence; the data file of X.dll is X.data beside it. The last image has main.main.
// Nothing here touches Console, reflection or the file classes of .NET before main: each costs milliseconds of a start.
using System;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Loader
{
    public const long DefaultNativeStack = 1 << 20;

    /// <summary>Runs a program in this process; does not return.</summary>
    /// <param name="launched">argv0 is the path of a file that starts this program.</param>
    public static void Run(string[] images, string argv0, bool launched, ReadOnlySpan<string> args)
    {
        RuntimeRoot* rt = Init(argv0, launched, args);
        foreach (string image in images) Map(rt, image);
        Begin(rt);
    }

    /// <summary>Runs the program of this executable: assembly "program" of the application, data in the executable itself, or in a folder beside the launcher.</summary>
    public static void RunWritten(string form, ReadOnlySpan<string> args)
    {
        RuntimeRoot* rt = Init(Linux.Argv0(), false, args);
        ImageHeader* header = form == "folder" ? MapData(System.IO.Path.Combine(AppContext.BaseDirectory, "program.data"), 0) : MapOwnFile();
        Register(rt, header, Assembly.Load("program").ManifestModule.ModuleHandle);
        Begin(rt);
    }

    /// <summary>Runs a program compiled ahead of time to native code (see NativeProgram); its data lies in the executable.</summary>
    internal static void RunNative(nint entries, ReadOnlySpan<string> args)
    {
        RuntimeRoot* rt = Init(Linux.Argv0(), false, args);
        RuntimeInstance.Of(rt).Entries = entries;
        Register(rt, MapOwnFile(), default);
        Begin(rt);
    }

    private static void Begin(RuntimeRoot* rt)
    {
        ImageHeader* program = rt->images[rt->imageCount - 1].header;
        if (program->BuildInfo != null) Settings(rt, DefaultGodebug(new ReadOnlySpan<byte>(program->BuildInfo, (int)program->BuildInfoLen)));
        Knobs(rt);
        FillFirst(rt);
        Start(rt);
    }

    /// <summary>The line of the build information with the settings of go.mod and //go:debug lines.</summary>
    private static string DefaultGodebug(ReadOnlySpan<byte> info)
    {
        ReadOnlySpan<byte> key = "\nbuild\tDefaultGODEBUG="u8;
        int at = info.IndexOf(key);
        if (at < 0) return "";
        info = info.Slice(at + key.Length);
        int end = info.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? info : info.Slice(0, end));
    }

    private static RuntimeRoot* Init(string argv0, bool launched, ReadOnlySpan<string> args)
    {
        int procs = EnvInt("GOMAXPROCS", 0);
        if (procs <= 0) procs = Linux.CpuCount();
        if (procs > RuntimeRoot.MaxP) procs = RuntimeRoot.MaxP;
        RuntimeRoot* rt = Sched.Init(procs, DefaultNativeStack);
        rt->managed = GCHandle.ToIntPtr(GCHandle.Alloc(new RuntimeInstance()));
        Arguments(rt, argv0, launched, args);
        return rt;
    }

    /// <summary>Makes the main goroutine and becomes M0; does not return.</summary>
    public static void Start(RuntimeRoot* rt)
    {
        ImageHeader* program = rt->images[rt->imageCount - 1].header;
        M* m = rt->m0;
        G* g = Sched.NewG(m);
        rt->g0main = g;
        int main = (int)rt->wellKnown[(int)WellKnownFunc.Main];
        Sched.PushParked(g, NativeFunc.MainDone, 1);
        if (main != 0) PushState0(g, main);
        else
        {
            // No package runtime: the initialisers, then main.main.
            PushState0(g, program->MainFunc);
            Sched.PushParked(g, NativeFunc.InitTask, 1);
        }
        g->gstatus = (int)GStatus.Runnable;
        Sched.RunqPut(m->p, g, true);
        Threads.StartSysmon(rt);
        rt->mainStarted = main != 0 ? 1 : 2;                        // 2: main.main has started (runtime.initsDone)
        Sched.MLoop(m);
    }

    private static void PushState0(G* g, int id) => *(g->frames -= 1) = Frames.Meta(id, 0, 1);

    // ---- images

    /// <summary>Maps the data file of an image, loads its assembly, registers both.</summary>
    public static void Map(RuntimeRoot* rt, string path)
    {
        string data = path.EndsWith(".dll", StringComparison.Ordinal) ? string.Concat(path.AsSpan(0, path.Length - 4), ".data") : path + ".data";
        ImageHeader* header = MapData(data, 0);
        Assembly assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        Register(rt, header, assembly.ManifestModule.ModuleHandle);
    }

    private static int Open(string file)
    {
        byte[] name = Encoding.UTF8.GetBytes(file + "\0");
        int fd;
        fixed (byte* p = name) fd = Linux.Open(p, 0x80000, 0);
        if (fd < 0) Fail("cannot open " + file);
        return fd;
    }

    /// <summary>The data image that the end of the executable describes.</summary>
    private static ImageHeader* MapOwnFile()
    {
        const string Self = "/proc/self/exe";
        int fd = Open(Self);
        PayloadTrailer trailer;
        Linux.Seek(fd, -sizeof(PayloadTrailer), 2);
        if (Linux.Read(fd, &trailer, sizeof(PayloadTrailer)) != sizeof(PayloadTrailer) || trailer.Magic != PayloadTrailer.MagicValue) Fail("this executable is damaged: its end is missing");
        Linux.Close(fd);
        return MapData(Self, trailer.Offset);
    }

    /// <summary>Maps a data image and the zero memory behind it at its address.</summary>
    private static ImageHeader* MapData(string file, long offset)
    {
        ImageHeader head;
        int fd = Open(file);
        Linux.Seek(fd, offset, 0);
        if (Linux.Read(fd, &head, sizeof(ImageHeader)) != sizeof(ImageHeader) || head.Magic != ImageHeader.MagicValue) Fail(file + " is not an image of this goclr");
        long fileSize = (long)head.FileSize, mapped = (fileSize + 4095) & ~4095L;
        void* at = Linux.Map((void*)head.Base, fileSize, Linux.ProtRead | Linux.ProtWrite, Linux.MapPrivate | Linux.MapFixedNoReplace, fd, offset);
        if (at != (void*)head.Base) Fail("cannot map " + file + " at 0x" + head.Base.ToString("x"));
        Linux.Close(fd);
        // What follows in the file's last page belongs to zero memory or to nobody.
        if (offset != 0) new Span<byte>((byte*)head.Base + fileSize, (int)(mapped - fileSize)).Clear();
        if ((long)head.MemSize > mapped)
        {
            void* bss = (byte*)head.Base + mapped;
            if (Linux.Map(bss, (long)head.MemSize - mapped, Linux.ProtRead | Linux.ProtWrite, Linux.MapPrivate | Linux.MapAnonymous | Linux.MapFixedNoReplace) != bss)
                Fail("cannot map the variables of " + file);
        }
        return (ImageHeader*)head.Base;
    }

    /// <summary>An image that lies in memory becomes part of the runtime.</summary>
    public static void Register(RuntimeRoot* rt, ImageHeader* header, ModuleHandle module)
    {
        RuntimeInstance inst = RuntimeInstance.Of(rt);
        int i = rt->imageCount;
        ModuleHandle[] modules = new ModuleHandle[i + 1];
        Array.Copy(inst.Modules, modules, i);
        modules[i] = module;
        inst.Modules = modules;
        ImageRec* im = &rt->images[i];
        im->header = header;
        im->index = i;
        im->funcBase = header->FuncBase;
        im->funcEnd = header->FuncBase + header->FuncCount;
        if (im->funcEnd > RuntimeRoot.MaxFuncs) Fail("too many functions");
        rt->imageCount = i + 1;
        int n = Math.Min(header->WellKnownCount, (int)WellKnownFunc.Count);
        for (int k = 0; k < n; k++) if (header->WellKnownFuncs[k] != 0) rt->wellKnown[k] = header->WellKnownFuncs[k];
        for (long k = 0; k < header->StringCount; k++)
        {
            StringInit* s = &header->Strings[k];
            s->Where[0] = (ulong)s->Text;
            s->Where[1] = (ulong)s->Len;
        }
        Mem.RegisterImage(rt, im);
    }

    // ---- package initialisation

    /// <summary>The next package in initialisation order, with its code words filled; null: all done.</summary>
    internal static PackageRec* NextPackage(RuntimeRoot* rt, ref long next)
    {
        ImageHeader* program = rt->images[rt->imageCount - 1].header;
        while (next < program->InitCount)
        {
            ulong at = program->InitTasks[next++];
            PackageRec* pkg = at < 0x10000 ? &program->Packages[at] : (PackageRec*)at;
            if ((pkg->Done & Initialised) != 0) continue;
            pkg->Done |= Initialised;
            Fill(rt, pkg);
            return pkg;
        }
        return null;
    }

    private const long Initialised = 1, Filled = 2;     // bits of PackageRec.Done

    private static void Fill(RuntimeRoot* rt, PackageRec* pkg)
    {
        if ((pkg->Done & Filled) != 0) return;
        pkg->Done |= Filled;
        FillCodeRefs(rt, pkg->CodeRefs, pkg->CodeRefCount);
    }

    /// <summary>Package runtime runs before the first initialiser: its code words, those of what it imports, and those that belong to no package.</summary>
    private static void FillFirst(RuntimeRoot* rt)
    {
        for (int i = 0; i < rt->imageCount; i++)
        {
            ImageHeader* h = rt->images[i].header;
            for (long k = 0; k < h->PackageCount; k++)
            {
                PackageRec* p = &h->Packages[k];
                if (p->PathLen == 0) Fill(rt, p);
                else if (new ReadOnlySpan<byte>(p->Path, p->PathLen).SequenceEqual("runtime"u8)) FillWithImports(rt, p);
            }
        }
    }

    private static void FillWithImports(RuntimeRoot* rt, PackageRec* pkg)
    {
        if ((pkg->Done & Filled) != 0) return;
        Fill(rt, pkg);
        for (long i = 0; i < pkg->ImportCount; i++) FillWithImports(rt, (PackageRec*)pkg->Imports[i]);
    }

    /// <summary>For programs without package runtime: calls the initialisers one after the other.</summary>
    internal static void InitStep(G* g, long* f)
    {
        RuntimeRoot* rt = g->root;
        for (PackageRec* pkg; (pkg = NextPackage(rt, ref rt->initNext)) != null;)
        {
            if (pkg->InitFunc == 0) continue;
            Sched.PushParked(g, NativeFunc.InitTask, 1);
            Panics.PushCall(g, pkg->InitFunc, null, 0);
            return;
        }
    }

    private static void FillCodeRefs(RuntimeRoot* rt, CodeRef* refs, long n)
    {
        for (long i = 0; i < n; i++) *refs[i].Where = (ulong)FuncTab.Entry(rt, (int)refs[i].FuncId);
    }

    /// <summary>runtime.main has returned: the process ends, whatever other goroutines do.</summary>
    internal static void MainDone(G* g, long* f)
    {
        RuntimeRoot* rt = g->root;
        if (rt->panicking != 0) for (;;) Linux.Usleep(1_000_000);   // another thread is printing a panic
        rt->exiting = 1;
        Linux.Exit(0);
    }

    // ---- arguments, environment, knobs

    private static byte* Native(string s)
    {
        int n = Encoding.UTF8.GetByteCount(s);
        byte* p = (byte*)NativeMemory.Alloc((nuint)n + 1);
        Encoding.UTF8.GetBytes(s, new Span<byte>(p, n));
        p[n] = 0;
        return p;
    }

    private static void Arguments(RuntimeRoot* rt, string argv0, bool launched, ReadOnlySpan<string> args)
    {
        rt->argc = args.Length + 1;
        rt->argv = (byte**)NativeMemory.Alloc((nuint)(8 * (args.Length + 2)));
        rt->argv[0] = Native(argv0);
        if (launched) rt->launcher = rt->argv[0];
        for (int i = 0; i < args.Length; i++) rt->argv[i + 1] = Native(args[i]);
        rt->argv[args.Length + 1] = null;
        rt->envp = Linux.Environ();
        while (rt->envp[rt->envc] != null) rt->envc++;
    }

    private static string? Env(RuntimeRoot* rt, string name)
    {
        for (byte** e = rt->envp; *e != null; e++)
        {
            byte* p = *e;
            int i = 0;
            while (i < name.Length && p[i] == name[i]) i++;
            if (i == name.Length && p[i] == '=') return Marshal.PtrToStringUTF8((nint)(p + i + 1));
        }
        return null;
    }

    private static int EnvInt(string name, int otherwise)
    {
        RuntimeRoot fake = default;
        fake.envp = Linux.Environ();
        return int.TryParse(Env(&fake, name), out int n) ? n : otherwise;
    }

    public static void Knobs(RuntimeRoot* rt)
    {
        string? level = Env(rt, "GOTRACEBACK");
        if (level != null) Traceback.SetLevel(rt, level);
        string? debug = Env(rt, "GODEBUG");
        if (debug != null) Settings(rt, debug);
    }

    private static void Settings(RuntimeRoot* rt, string list)
    {
        foreach (string kv in list.Split(','))
        {
            int eq = kv.IndexOf('=');
            if (eq < 0 || !int.TryParse(kv.AsSpan(eq + 1), out int v)) continue;
            switch (kv.Substring(0, eq))
            {
                case "schedtrace": rt->debug.schedtrace = v; break;
                case "scheddetail": rt->debug.scheddetail = v; break;
                case "preemptstress": rt->debug.preemptstress = v; break;
                case "growstress": rt->debug.growstress = v; break;
                case "gctrace": rt->debug.gctrace = v; break;
                case "gcstoptheworld": rt->debug.gcstoptheworld = v; break;
                case "gcshrinkstackoff": rt->debug.gcshrinkstackoff = v; break;
                case "madvdontneed": rt->debug.madvdontneed = v; break;
                case "inittrace": rt->debug.inittrace = v; break;
                case "clobberfree": rt->debug.clobberfree = v; break;
                case "gccheckmark": rt->debug.gccheckmark = v; break;
                case "gcpacertrace": rt->debug.gcpacertrace = v; break;
                case "scavtrace": rt->debug.scavtrace = v; break;
                case "asynctimerchan": rt->debug.asynctimerchan = v; break;
                case "panicnil": rt->debug.panicnil = v; break;
                case "sbrk": rt->debug.sbrk = v; break;
                case "profstackdepth": rt->debug.profstackdepth = v; break;
            }
        }
    }

    private static void Fail(string what)
    {
        Fatal.Print("goclr: " + what + "\n");
        Linux.Exit(2);
    }
}
