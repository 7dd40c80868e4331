// A child process with its CPU time, which Process does not give once a process has ended: posix_spawn by the framework, wait4 by hand.
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace GoClr.Bench;

internal static unsafe class Child
{
    internal readonly record struct Result(int Status, string Output, double Cpu);

    [StructLayout(LayoutKind.Sequential)]
    private struct Rusage
    {
        public long UserSec, UserMicro, SysSec, SysMicro;
        public fixed long Rest[14];
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int posix_spawn(out int pid, string path, void* actions, void* attributes, byte** argv, byte** envp);
    [DllImport("libc", SetLastError = true)]
    private static extern int wait4(int pid, out int status, int options, out Rusage usage);

    /// <summary>Runs a command; standard output and error go to one file. Environment entries replace those of the same name.</summary>
    public static Result Run(IReadOnlyList<string> command, string dir, IReadOnlyList<string> environment)
    {
        string output = Path.Combine(dir, "output");
        var all = new List<string>();
        foreach (System.Collections.DictionaryEntry e in Environment.GetEnvironmentVariables()) all.Add($"{e.Key}={e.Value}");
        foreach (string e in environment)
        {
            all.RemoveAll(x => x.StartsWith(e[..(e.IndexOf('=') + 1)], StringComparison.Ordinal));
            all.Add(e);
        }
        string[] shell = ["/bin/sh", "-c", "exec \"$@\" >\"$GOCLR_BENCH_OUT\" 2>&1", "sh", .. command];
        all.Add("GOCLR_BENCH_OUT=" + output);
        byte** argv = Vector(shell), envp = Vector(all);
        int pid;
        try
        {
            int err = posix_spawn(out pid, "/bin/sh", null, null, argv, envp);
            if (err != 0) throw new IOException("posix_spawn: " + Marshal.GetPInvokeErrorMessage(err));
        }
        finally
        {
            Free(argv);
            Free(envp);
        }
        if (wait4(pid, out int status, 0, out var u) != pid) throw new IOException("wait4: " + Marshal.GetLastPInvokeErrorMessage());
        double cpu = (u.UserSec + u.SysSec) * 1e3 + (u.UserMicro + u.SysMicro) / 1e3;
        return new Result((status & 0x7f) != 0 ? 128 + (status & 0x7f) : status >> 8 & 0xff, File.ReadAllText(output), cpu);
    }

    private static byte** Vector(IReadOnlyList<string> items)
    {
        var v = (byte**)NativeMemory.Alloc((nuint)(items.Count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < items.Count; i++) v[i] = (byte*)Marshal.StringToCoTaskMemUTF8(items[i]);
        v[items.Count] = null;
        return v;
    }

    private static void Free(byte** v)
    {
        for (byte** p = v; *p != null; p++) Marshal.FreeCoTaskMem((nint)(*p));
        NativeMemory.Free(v);
    }
}
