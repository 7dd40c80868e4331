// The seam to the operating system: everything the runtime itself wants from Linux, through libc.
// Signatures are blittable (no marshalling); errno is taken right after the call, before .NET can touch it.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]
[module: SkipLocalsInit]

namespace GoClr.Runtime;

[StructLayout(LayoutKind.Sequential)]
public struct Timespec { public long sec, nsec; }

[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct EpollEvent { public uint events; public ulong data; }

public static unsafe partial class Linux
{
    private const string Libc = "libc.so.6";
    public const int SysFutex = 202, SysGetTid = 186, SysExitGroup = 231, SysEventfd2 = 290, SysEpollCreate1 = 291, SysEpollCtl = 233, SysEpollPwait = 281, SysGetRandom = 318,
        SysSchedGetAffinity = 204, SysTgkill = 234, SysMadvise = 28;
    public const int ProtNone = 0, ProtRead = 1, ProtWrite = 2;
    public const int MapPrivate = 2, MapFixed = 0x10, MapAnonymous = 0x20, MapNoReserve = 0x4000, MapFixedNoReplace = 0x100000;
    public const int EINTR = 4, EAGAIN = 11, EEXIST = 17;

    [DllImport(Libc, EntryPoint = "syscall")] private static extern long syscall6(long nr, long a, long b, long c, long d, long e, long f);
    [DllImport(Libc, EntryPoint = "syscall"), SuppressGCTransition] private static extern long syscall6Quick(long nr, long a, long b, long c, long d, long e, long f);
    [DllImport(Libc, EntryPoint = "mmap")] private static extern void* mmap(void* addr, nuint len, int prot, int flags, int fd, long off);
    [DllImport(Libc, EntryPoint = "munmap")] private static extern int munmap(void* addr, nuint len);
    [DllImport(Libc, EntryPoint = "mprotect")] private static extern int mprotect(void* addr, nuint len, int prot);
    [DllImport(Libc, EntryPoint = "madvise")] private static extern int madvise(void* addr, nuint len, int advice);
    [DllImport(Libc, EntryPoint = "clock_gettime"), SuppressGCTransition] private static extern int clock_gettime(int clock, Timespec* ts);
    [DllImport(Libc, EntryPoint = "write")] private static extern nint write(int fd, void* p, nuint n);
    [DllImport(Libc, EntryPoint = "read")] private static extern nint read(int fd, void* p, nuint n);
    [DllImport(Libc, EntryPoint = "open")] private static extern int open(byte* path, int flags, int mode);
    [DllImport(Libc, EntryPoint = "close")] private static extern int close(int fd);
    [DllImport(Libc, EntryPoint = "lseek")] private static extern long lseek(int fd, long off, int whence);
    [DllImport(Libc, EntryPoint = "_exit")] private static extern void _exit(int code);
    [DllImport(Libc, EntryPoint = "getpid"), SuppressGCTransition] private static extern int getpid();
    [DllImport(Libc, EntryPoint = "sched_yield")] private static extern int sched_yield();
    [DllImport(Libc, EntryPoint = "usleep")] private static extern int usleep(uint us);

    /// <summary>A system call that may block. -1 and errno on failure.</summary>
    public static long Syscall(long nr, long a, long b, long c, long d, long e, long f, out int errno)
    {
        Marshal.SetLastSystemError(0);
        long r = syscall6(nr, a, b, c, d, e, f);
        errno = r == -1 ? Marshal.GetLastSystemError() : 0;
        return r;
    }

    /// <summary>A system call that returns at once (well below a microsecond): holds .NET's collector up for as long as it runs.</summary>
    public static long SyscallQuick(long nr, long a, long b, long c) => syscall6Quick(nr, a, b, c, 0, 0, 0);

    public static void* Map(void* addr, long bytes, int prot, int flags, int fd = -1, long off = 0) => mmap(addr, (nuint)bytes, prot, flags, fd, off);

    /// <summary>Zeroed native memory straight from the system. Pages cost nothing until touched.</summary>
    public static void* Reserve(long bytes)
    {
        void* p = mmap(null, (nuint)bytes, ProtRead | ProtWrite, MapPrivate | MapAnonymous | MapNoReserve, -1, 0);
        if (p == (void*)-1) Fatal.Throw("out of memory: mmap failed");
        return p;
    }

    public static int Unmap(void* p, long bytes) => munmap(p, (nuint)bytes);
    public static int Protect(void* p, long bytes, int prot) => mprotect(p, (nuint)bytes, prot);
    public static int Advise(void* p, long bytes, int advice) => madvise(p, (nuint)bytes, advice);

    public static long Nanotime()
    {
        Timespec ts;
        clock_gettime(1, &ts);
        return ts.sec * 1_000_000_000 + ts.nsec;
    }

    public static Timespec Walltime()
    {
        Timespec ts;
        clock_gettime(0, &ts);
        return ts;
    }

    /// <summary>Processor time of another thread of the process, ns; -1: it has ended.</summary>
    public static long ThreadCpu(int tid)
    {
        Timespec ts;
        return clock_gettime(~tid << 3 | 6, &ts) == 0 ? ts.sec * 1_000_000_000 + ts.nsec : -1;
    }

    public static Timespec Clock(int id)
    {
        Timespec ts;
        clock_gettime(id, &ts);
        return ts;
    }

    /// <summary>Sleeps while *addr == value, at most ns nanoseconds (negative: for ever). False on time-out.</summary>
    public static bool FutexWait(int* addr, int value, long ns)
    {
        Timespec ts;
        if (ns >= 0) { ts.sec = ns / 1_000_000_000; ts.nsec = ns % 1_000_000_000; }
        Marshal.SetLastSystemError(0);
        long r = syscall6(SysFutex, (long)addr, 128, value, ns >= 0 ? (long)&ts : 0, 0, 0);
        return r == 0 || Marshal.GetLastSystemError() != 110;
    }

    public static void FutexWake(int* addr, int count) => syscall6Quick(SysFutex, (long)addr, 129, count, 0, 0, 0);

    public static nint Write(int fd, void* p, nint n) => write(fd, p, (nuint)n);

    public static void WriteAll(int fd, byte* p, long n)
    {
        while (n > 0)
        {
            nint k = write(fd, p, (nuint)n);
            if (k <= 0) { if (k < 0 && Marshal.GetLastSystemError() == EINTR) continue; return; }
            p += k; n -= k;
        }
    }

    public static nint Read(int fd, void* p, nint n) => read(fd, p, (nuint)n);
    public static int Open(byte* path, int flags, int mode) => open(path, flags, mode);
    public static int Close(int fd) => close(fd);
    public static long Seek(int fd, long off, int whence) => lseek(fd, off, whence);
    public static int Pid => getpid();
    public static int Tid => (int)SyscallQuick(SysGetTid, 0, 0, 0);
    public static void Yield() => sched_yield();
    public static void Usleep(uint us) => usleep(us);

    /// <summary>Of the process that Program starts, set before it starts anything: see Program.</summary>
    public static bool ReportExit;

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void Exit(int code)
    {
        if (ReportExit && code != 0)
        {
            Fatal.Print("exit status " + code + "\n");
            code = 1;
        }
        for (;;) _exit(code);
    }

    /// <summary>A file of /proc, ended by a zero byte; never freed.</summary>
    private static byte* ReadProc(System.ReadOnlySpan<byte> name, out long n)
    {
        byte* path = stackalloc byte[32];
        name.CopyTo(new System.Span<byte>(path, 32));
        path[name.Length] = 0;
        int fd = open(path, 0x80000, 0);
        long cap = 1 << 16;
        n = 0;
        byte* buf = (byte*)NativeMemory.Alloc((nuint)cap + 1);
        while (fd >= 0)
        {
            nint k = read(fd, buf + n, (nuint)(cap - n));
            if (k <= 0) break;
            n += k;
            if (n == cap) buf = (byte*)NativeMemory.Realloc(buf, (nuint)(cap *= 2) + 1);
        }
        if (fd >= 0) close(fd);
        buf[n] = 0;
        return buf;
    }

    /// <summary>The name this process was started by.</summary>
    public static string Argv0() => Marshal.PtrToStringUTF8((nint)ReadProc("/proc/self/cmdline"u8, out long _))!;

    /// <summary>The environment of the process as C has it; never freed.</summary>
    public static byte** Environ()
    {
        byte* buf = ReadProc("/proc/self/environ"u8, out long n);
        long count = 0;
        for (long i = 0; i < n; i++) if (buf[i] == 0) count++;
        byte** list = (byte**)NativeMemory.Alloc((nuint)(8 * (count + 2)));
        long at = 0;
        for (long i = 0; i < n; at++)
        {
            list[at] = buf + i;
            while (i < n && buf[i] != 0) i++;
            i++;
        }
        list[at] = null;
        return list;
    }

    /// <summary>CPUs this process may use.</summary>
    public static int CpuCount()
    {
        byte* mask = stackalloc byte[1024];
        new System.Span<byte>(mask, 1024).Clear();
        long n = SyscallQuick(SysSchedGetAffinity, 0, 1024, (long)mask);
        int cpus = 0;
        for (long i = 0; i < n; i++) cpus += System.Numerics.BitOperations.PopCount(mask[i]);
        return cpus > 0 ? cpus : 1;
    }
}
