// Goroutines that allocate under the scheduler, in the shape of compiled code: their only roots are saved frames, areas and channels.
// Run by the tests as a process of its own, with GOCLR_GCCHECK=1 or GODEBUG=gcstress=N. Every tree carries a checksum that is verified
// when the tree is dropped, so freed memory that was still in use shows.
//
//     dotnet GoClr.Runtime.Trees.dll PROCS WORKERS TURNS DEPTH
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using GoClr.Abi;
using GoClr.Runtime;
using GoClr.Runtime.Demo;

namespace GoClr.Runtime.Trees;

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Node { public Node* left, right; public ulong sum; }

internal static unsafe class Trees
{
    private static int s_main, s_worker;
    private static long s_turns, s_workers, s_chan;
    private static int s_depth;
    private static GoType* s_node, s_any;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long* Save(G* g, int func, int state, int words)
    {
        long* f = g->save;
        f[0] = Frames.Meta(func, state, words);
        g->save = f + words;
        return f;
    }

    private static void Print(string s)
    {
        byte[] b = Encoding.UTF8.GetBytes(s + "\n");
        fixed (byte* p = b) Linux.WriteAll(1, p, b.Length);
    }

    // A leaf: no poll inside, so no cycle can start before it returns.
    private static Node* Build(G* g, int depth, ulong seed)
    {
        Node* n = (Node*)Malloc.Gc(g, (ulong)sizeof(Node), s_node, true);
        if (depth > 0)
        {
            n->left = Build(g, depth - 1, seed * 3 + 1);
            n->right = Build(g, depth - 1, seed * 5 + 2);
        }
        n->sum = seed + (depth > 0 ? n->left->sum + n->right->sum : 0);
        return n;
    }

    private static ulong Sum(Node* n, int depth, ulong seed)
    {
        ulong s = seed + (depth > 0 ? Sum(n->left, depth - 1, seed * 3 + 1) + Sum(n->right, depth - 1, seed * 5 + 2) : 0);
        if (s != n->sum) Fatal.Throw("tree is damaged");
        return s;
    }

    // func worker(c chan int): keep := make([]*Node, 16); for i := range turns { t := build(); keep[i%16] checked and replaced }; c <- sum
    private static void Worker(G* g, long ctx)
    {
        long* area = (long*)g->sp;
        g->sp += 16;
        area[0] = area[1] = 0;
        long** keep = (long**)Malloc.Gc(g, 16 * 8, s_any, true);
        area[1] = (long)keep;                                // an area word is a root, too
        WorkerRun(g, area, ((long*)ctx)[1], 0, null, -1);
    }

    private static void WorkerR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { Worker(g, f[1]); return; }
        WorkerRun(g, (long*)f[1], f[2], f[3], (Node*)f[4], Frames.State(f));
    }

    private static void WorkerRun(G* g, long* area, long c, long i, Node* t, int state)
    {
        if (state == 1) goto polled;
        if (state == 2) { g->sp = (byte*)area; return; }
    loop:
        if (i >= s_turns) goto send;
        t = Build(g, s_depth, (ulong)i);
        if (System.Threading.Volatile.Read(ref g->poll) != 0)
        {
            long* s = Save(g, s_worker, 1, 5);
            s[1] = (long)area; s[2] = c; s[3] = i; s[4] = (long)t;
            g->reason = (int)LeaveReason.Preempt;
            g->status = 1;
            return;
        }
    polled:
        Node** keep = (Node**)area[1];
        if (i >= 16) Sum(keep[i % 16], s_depth, (ulong)(i - 16));
        keep[i % 16] = t;
        Malloc.Gc(g, (ulong)(i % 3000 * 20), null, false);
        if (i % 64 == 0) Malloc.Gc(g, 40_000, s_any, true);
        i++;
        goto loop;
    send:
        for (long k = Math.Max(0, i - 16); k < i; k++) Sum(((Node**)area[1])[k % 16], s_depth, (ulong)k);
        area[0] = i;
        Chan.ChanSend1(g, c, (long)area);
        if (g->status != 0) { long* s = Save(g, s_worker, 2, 5); s[1] = (long)area; s[2] = c; s[3] = i; s[4] = 0; return; }
        g->sp = (byte*)area;
    }

    private static void MainF(G* g)
    {
        long c = Chan.MakeChan(g, s_chan, 0);
        for (int i = 0; i < s_workers; i++)
        {
            long* cl = (long*)Malloc.Masked(g, 16, 2);
            cl[0] = (long)Image.Code(g->root, s_worker);
            cl[1] = c;
            Sched.NewProc(g, (long)cl, 0, 0);
        }
        MainRun(g, c, 0, 0, null, -1);
    }

    private static void MainR(G* g, long* f)
    {
        if (Frames.State(f) == 0) { MainF(g); return; }
        MainRun(g, f[2], f[3], f[4], (long*)f[1], 1);
    }

    private static void MainRun(G* g, long c, long i, long sum, long* area, int state)
    {
        if (state < 0) { area = (long*)g->sp; g->sp += 8; area[0] = 0; }
        if (state == 1) goto received;
    loop:
        if (i >= s_workers) goto done;
        Chan.ChanRecv1(g, c, (long)area);
        if (g->status != 0) { long* s = Save(g, s_main, 1, 5); s[1] = (long)area; s[2] = c; s[3] = i; s[4] = sum; return; }
    received:
        sum += area[0];
        i++;
        goto loop;
    done:
        g->sp = (byte*)area;
        GoMemStats m;
        MemStats.ReadMemStats(g, &m);
        Print("trees " + sum + (Environment.GetEnvironmentVariable("TREES_STATS") != null ? " cycles " + m.NumGC + " mallocs " + m.Mallocs + " frees " + m.Frees + " alloc " + m.Alloc + " sys " + m.Sys
            + " pause " + m.PauseTotalNs / 1000 + "us" : ""));
    }

    private static GoType* Type(int size, ulong mask)
    {
        GoType* t = (GoType*)NativeMemory.AllocZeroed(128);
        t->Size = (ulong)size;
        t->Kind = GoKind.Struct;
        t->PtrBytes = mask == 0 ? 0 : (ulong)(64 - System.Numerics.BitOperations.LeadingZeroCount(mask)) * 8;
        t->GCData = (ulong*)NativeMemory.AllocZeroed(16);
        *t->GCData = mask;
        return t;
    }

    private static int Main(string[] args)
    {
        s_workers = long.Parse(args[1]);
        s_turns = long.Parse(args[2]);
        s_depth = int.Parse(args[3]);
        s_node = Type(24, 3);
        s_any = Type(8, 1);
        s_chan = Image.ChanType(8);
        s_main = Image.Add("main.main", (delegate*<G*, void>)&MainF, (delegate*<G*, long*, void>)&MainR, 0, 0, 5, 0b110, 1, 1, 8);
        s_worker = Image.Add("main.worker", (delegate*<G*, long, void>)&Worker, (delegate*<G*, long*, void>)&WorkerR, 1, 1, 5, 0b10110, 2, 1, 16, 0b10);
        RuntimeRoot* rt = Image.Make(int.Parse(args[0]), s_main);
        Loader.Start(rt);
        return 0;
    }
}
