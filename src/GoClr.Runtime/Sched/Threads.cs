// The threads of Ms. A .NET object is made for each; this is the only place where the scheduler touches one.
using System.Threading;

namespace GoClr.Runtime;

internal static unsafe class Threads
{
    /// <summary>Stack beyond what Go code may use: for C#, the JIT and libc at the deepest point.</summary>
    private const int Margin = 1 << 20;

    internal static void Start(M* m)
    {
        var body = new Body { M = m };
        var t = new Thread(body.Run, (int)m->root->nativeStack + Margin) { IsBackground = true };
        t.UnsafeStart();
    }

    internal static void StartSysmon(RuntimeRoot* rt)
    {
        var body = new Body { Root = rt };
        var t = new Thread(body.RunSysmon, 256 << 10) { IsBackground = true };
        t.UnsafeStart();
    }

    private sealed class Body
    {
        internal M* M;
        internal RuntimeRoot* Root;
        internal void Run() => Sched.MLoop(M);
        internal void RunSysmon() => Sched.Sysmon(Root);
    }
}
