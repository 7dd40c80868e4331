// IR text → linked image, mapped and ready to run.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using GoClr.Abi;
using GoClr.Build.Link;
using GoClr.Compiler.Emit;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;

namespace GoClr.Compiler.Tests.Mini;

public sealed unsafe class Unit : IDisposable
{
    public static readonly NativeTable Natives = NativeTable.Read(typeof(Unit).Assembly.Location);
    private static readonly object s_map = new();
    private static ulong s_next = 0x20000000;

    public readonly Machine Machine;
    public readonly PackageObject Object;
    public readonly LinkResult Result;
    private readonly AssemblyLoadContext _alc = new(null, isCollectible: true);
    private readonly byte* _at;
    private readonly long _size;

    [DllImport("libc", SetLastError = true)] private static extern void* mmap(void* addr, nint length, int prot, int flags, int fd, nint off);
    [DllImport("libc")] private static extern int munmap(void* addr, nint length);

    /// <summary>Function values: every function f has a static closure "f·f", whose code takes the context.</summary>
    public static PackageObject Compile(string text, bool stress, Action<List<Function>>? pass = null, bool inline = false, PassOptions? passes = null)
    {
        var o = new PackageObject { Path = "main", Name = "main" };
        var funcs = Parse.Functions(text, o.Symbols);
        pass?.Invoke(funcs);
        if (inline)
        {
            foreach (var f in funcs) Verify.Run(f, o.Symbols);
            Inline.Run(funcs, o, s => Natives.BySymbol.TryGetValue(s, out var n) ? n.CallClass : null, _ => null, (_, _) => { }, InlineOptions.All);
        }
        foreach (var f in funcs) Verify.Run(f, o.Symbols);
        if (passes != null) foreach (var f in funcs) PassTable.Run(f, new PassContext(o.Symbols, passes), verify: true);
        var plans = Summaries.Run(funcs, o.Symbols, s => Natives.BySymbol.TryGetValue(s, out var n) ? new FuncSummary(n.CallClass, 0, 0) : null, Natives.IsNative);
        var c = new FuncCompiler(o.Symbols, Natives.IsNative) { Stress = stress };
        for (int i = 0; i < funcs.Count; i++)
        {
            o.Funcs.Add(c.Compile(funcs[i], plans[i]));
            int id = o.Symbols.Id(funcs[i].Symbol);
            o.Data.Add(new DataSymbol { Symbol = o.Symbols.Id(funcs[i].Symbol + "·f"), Section = Section.Data, Size = 8, Relocs = [new DataReloc(0, DataRelocKind.CodePtr64, id, 0)] });
        }
        o.Data.Add(new DataSymbol { Symbol = o.Symbols.Id("type:T"), Section = Section.Type, Size = 48, IsType = true, TypeSize = 24, TypePtrBytes = 16, TypePtrMask = [2], TypeString = "main.T" });
        o.Data.Add(new DataSymbol { Symbol = o.Symbols.Id("cell"), Section = Section.Bss, Size = 64, PtrMask = [0xff] });
        return o;
    }

    public Unit(string text, bool stress = false, Action<List<Function>>? pass = null, bool inline = false, PassOptions? passes = null) : this(Compile(text, stress, pass, inline, passes)) { }

    public Unit(PackageObject o)
    {
        Object = ObjectFile.Read(ObjectFile.Write(o));
        string dir = Path.Combine(Path.GetTempPath(), "goclr-test-" + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(dir);
        try
        {
            ulong at;
            lock (s_map) { at = s_next; s_next += 0x100000; if (s_next > 0x60000000) s_next = 0x20000000; }
            Result = Linker.Link(new LinkInput
            {
                Objects = [Object], Natives = Natives, AssemblyName = "go" + at.ToString("x"), AssemblyPath = dir + "/go.dll", DataPath = dir + "/go.data", SymbolsPath = dir + "/go.sym", BaseAddress = at, RemoveDead = false,
            });
            if (!Result.Ok) throw new InvalidOperationException(string.Join("\n", Result.Errors));
            var data = File.ReadAllBytes(dir + "/go.data");
            fixed (byte* p = data) _size = (long)((ImageHeader*)p)->MemSize;
            _at = (byte*)mmap((void*)at, (nint)_size, 3, 0x22 | 0x100000, -1, 0);
            if ((ulong)_at != at) throw new InvalidOperationException($"mmap at {at:x}");
            data.CopyTo(new Span<byte>(_at, data.Length));
            var image = (ImageHeader*)_at;
            var module = _alc.LoadFromStream(new MemoryStream(File.ReadAllBytes(dir + "/go.dll"))).ManifestModule.ModuleHandle;
            Machine = new Machine(image, token => module.ResolveMethodHandle(token).GetFunctionPointer());
        }
        finally { Directory.Delete(dir, true); }
    }

    public long[] Run(string name, Mode mode, ulong seed, params long[] args) => Machine.Run(Machine.Find(name), mode, seed, args);
    public long Call(string name, params long[] args) => Run(name, Mode.Never, 0, args)[0];
    public double CallF(string name, params long[] args) => BitConverter.Int64BitsToDouble(Call(name, args));

    public void Dispose()
    {
        munmap(_at, (nint)_size);
        _alc.Unload();
    }
}
