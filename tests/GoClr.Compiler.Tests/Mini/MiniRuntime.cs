// The least runtime that can suspend, resume, panic, recover and move a goroutine's stack block: one goroutine, one image. For tests of emitted code.
// Native bodies live in this assembly; NativeTable reads them from it as it reads those of the real runtime.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GoClr.Abi;

namespace GoClr.Compiler.Tests.Mini;

[StructLayout(LayoutKind.Explicit, Size = 512)]
public unsafe struct G
{
    [FieldOffset(GOffset.Status)] public int status;
    [FieldOffset(GOffset.Poll)] public int poll;
    [FieldOffset(GOffset.StackGuard)] public long stackguard;
    [FieldOffset(GOffset.Sp)] public byte* sp;
    [FieldOffset(GOffset.Frames)] public long* frames;
    [FieldOffset(GOffset.Save)] public long* save;
    [FieldOffset(GOffset.Wb)] public int wb;
    [FieldOffset(GOffset.Reason)] public int reason;
    [FieldOffset(GOffset.WbBuf)] public long* wbbuf;
    [FieldOffset(GOffset.WbSoft)] public long* wbsoft;
    [FieldOffset(GOffset.RecoverTok)] public long recoverTok;
    [FieldOffset(GOffset.Ret)] public fixed long ret[GOffset.RetWords];
}

public enum Mode { Never, Every, Random, Move }

public sealed unsafe class Machine
{
    private sealed class Panic { public long Value; public bool Recovered; public Panic? Link; }

    public const long BlockWords = 1 << 17;
    [ThreadStatic] private static Machine? t_current;
    public static Machine Current => t_current!;

    public readonly ImageHeader* Image;
    public readonly G* Gp;
    private readonly Func<int, IntPtr> _resolve;
    private long* _lo, _hi;
    private readonly long* _scratch, _wbBuffer;
    private byte* _heap, _heapAt;
    private Mode _mode;
    private ulong _random;
    private bool _pass;
    private Panic? _panic;
    private readonly List<Panic> _all = [];
    private long _pending;
    private int _pendingTail;
    public long Hash, Suspensions, Panics, Barriers;
    public string? Uncaught;

    public Machine(ImageHeader* image, Func<int, IntPtr> resolve)
    {
        Image = image;
        _resolve = resolve;
        Gp = (G*)NativeMemory.AllocZeroed((nuint)sizeof(G));
        _scratch = (long*)NativeMemory.Alloc(1 << 23);
        _wbBuffer = (long*)NativeMemory.Alloc(1 << 16);
        _heap = (byte*)NativeMemory.AllocZeroed(1 << 20);
        NewBlock();
        for (long i = 0; i < image->PackageCount; i++)
            for (long k = 0; k < image->Packages[i].CodeRefCount; k++)
            {
                var r = image->Packages[i].CodeRefs[k];
                *r.Where = (ulong)Entry((int)r.FuncId);
            }
    }

    private void NewBlock()
    {
        _lo = (long*)NativeMemory.AllocZeroed((nuint)(8 * BlockWords));
        _hi = _lo + BlockWords;
    }

    public FuncRec* Rec(int id) => &Image->Funcs[id - Image->FuncBase];
    private void* Entry(int id) { var f = Rec(id); if (f->Entry == null) f->Entry = (void*)_resolve(f->Token); return f->Entry; }
    private void* Resume(int id) { var f = Rec(id); if (f->Resume == null) f->Resume = (void*)_resolve(f->ResumeToken); return f->Resume; }
    private void* RunDefer(int id) { var f = Rec(id); if (f->RunDefer == null) f->RunDefer = (void*)_resolve(f->DeferToken); return f->RunDefer; }

    private int IdOf(long code)
    {
        for (int i = 0; i < Image->FuncCount; i++) if ((long)Image->Funcs[i].Entry == code) return Image->FuncBase + i;
        throw new ArgumentException("code pointer");
    }

    public int Find(string name)
    {
        for (int i = 0; i < Image->FuncCount; i++)
            if (new string((sbyte*)Image->Funcs[i].Name, 0, Image->Funcs[i].NameLen) == name) return Image->FuncBase + i;
        throw new ArgumentException("no function " + name);
    }

    private bool Leave()
    {
        if (_mode == Mode.Never) return false;
        if (_mode == Mode.Every) return true;
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return (_random & 7) == 0;
    }

    // ---------------------------------------------------------------- the scheduler loop

    public long[] Run(int id, Mode mode, ulong seed, params long[] args)
    {
        t_current = this;
        _mode = mode;
        _random = seed | 1;
        _pass = false;
        _panic = null;
        _all.Clear();
        Hash = Suspensions = Panics = Barriers = 0;
        Uncaught = null;
        _heapAt = _heap;
        var g = Gp;
        g->sp = (byte*)_lo;
        g->stackguard = 0;
        g->poll = 0;
        g->wb = (int)(seed & 1);
        g->wbbuf = _wbBuffer;
        g->wbsoft = _wbBuffer + 16;
        g->frames = _hi - 1 - args.Length;
        g->frames[0] = (long)id << 32 | (uint)(1 + args.Length);
        for (int i = 0; i < args.Length; i++) g->frames[1 + i] = args[i];
        while (g->frames < _hi && Uncaught == null)
        {
            long* f = g->frames;
            if ((int)(f[0] >> 32) == -1) { PanicStep(f); continue; }
            g->frames = f + (f[0] & 0xffff);
            Enter((delegate*<G*, long*, void>)Resume((int)(f[0] >> 32)), f);
        }
        var r = new long[GOffset.RetWords];
        for (int i = 0; i < r.Length; i++) r[i] = g->ret[i];
        if (Uncaught == null && g->sp != (byte*)_lo) throw new InvalidOperationException("sp is not back");
        return r;
    }

    private void Enter(delegate*<G*, long*, void> code, long* f)
    {
        var g = Gp;
        g->status = 0;
        g->poll = 0;
        g->save = _scratch;
        code(g, f);
        Barriers += g->wbbuf - _wbBuffer;
        g->wbbuf = _wbBuffer;
        if (g->status == 0) return;
        Suspensions++;
        long n = g->save - _scratch;
        g->frames -= n;
        Buffer.MemoryCopy(_scratch, g->frames, n * 8, n * 8);
        switch ((LeaveReason)g->reason)
        {
            case LeaveReason.Park: g->ret[0] = _pending; if (_pendingTail != 0) g->ret[1] = _pendingTail; break;
            case LeaveReason.Preempt or LeaveReason.MoreStack: _pass = true; break;
            case LeaveReason.Panic: Walk(g->frames); break;
            default: throw new InvalidOperationException("left for " + (LeaveReason)g->reason);
        }
        if (_mode == Mode.Move) MoveBlock();
    }

    // As growth does: everything that the maps call a pointer and that lies in the old block follows it.
    private void MoveBlock()
    {
        var g = Gp;
        long* oldLo = _lo, oldHi = _hi;
        NewBlock();
        Buffer.MemoryCopy(oldLo, _lo, 8 * BlockWords, 8 * BlockWords);
        long delta = (byte*)_lo - (byte*)oldLo;
        void Fix(long* w) { if (*w >= (long)oldLo && *w < (long)oldHi) *w += delta; }
        g->sp += delta;
        g->frames = (long*)((byte*)g->frames + delta);
        for (long* f = g->frames; f < _hi; f += f[0] & 0xffff)
        {
            int id = (int)(f[0] >> 32), state = (int)(f[0] >> 16) & 0xffff;
            if (id == -1) { Fix(f + 1); continue; }
            var rec = Rec(id);
            var layout = rec->Layouts[rec->States[state].Layout];
            if (layout.Words != (f[0] & 0xffff)) throw new InvalidOperationException($"frame of {f[0] & 0xffff} words, layout of {layout.Words}");
            for (int w = 1; w < layout.Words; w++)
                if ((layout.PtrMask[w >> 6] >> w & 1) != 0) Fix(f + w);
            if (f == g->frames)
                for (int k = 0; k < 32; k++)
                    if ((rec->States[state].RetMask >> k & 1) != 0) Fix((long*)g->ret + k);
            if (state == 0 || rec->AreaSlot < 0) continue;
            long* area = (long*)f[rec->AreaSlot];
            for (int w = 0; w < rec->AreaSize / 8; w++)
                if ((rec->AreaMask[w >> 6] >> w & 1) != 0) Fix(area + w);
        }
        new Span<byte>(oldLo, (int)(8 * BlockWords)).Fill(0xee);
        NativeMemory.Free(oldLo);
    }

    private void Walk(long* f)
    {
        var g = Gp;
        int p = _all.IndexOf(_panic!);
        for (; f < _hi; f += f[0] & 0xffff)
        {
            int id = (int)(f[0] >> 32);
            if (id == -1) continue;
            var rec = Rec(id);
            if (rec->DeferSlot < 0 || (f[0] >> 16 & 0xffff) == 0 || f[rec->DeferSlot] == 0) continue;
            g->frames -= 3;
            g->frames[0] = -1L << 32 | 3;
            g->frames[1] = (long)f;
            g->frames[2] = p;
            long closure = ((delegate*<G*, long*, long>)RunDefer(id))(g, f);
            g->frames -= 2;                          // a call of the closure: state 0 of its code
            g->frames[0] = (long)IdOf(*(long*)closure) << 32 | 2;
            g->frames[1] = closure;
            return;
        }
        Uncaught = "panic " + _panic!.Value;
    }

    private void PanicStep(long* step)
    {
        var g = Gp;
        var f = (long*)step[1];
        var rec = Rec((int)(f[0] >> 32));
        _panic = _all[(int)step[2]];
        g->frames = step + 3;
        if (!_panic.Recovered) { Walk(f); return; }
        for (_panic = _panic.Link; _panic != null && !HasStep(f, _all.IndexOf(_panic)); _panic = _panic.Link) { }
        g->frames = f;
        // the frame may be of any state: RECOVER's is its FIXED part
        long words = rec->Layouts[rec->States[rec->ExitState].Layout].Words;
        long* to = f + (f[0] & 0xffff) - words;
        for (long w = words - 1; w >= 1; w--) to[w] = f[w];
        to[0] = f[0] & ~0xffffffffL | (long)rec->ExitState << 16 | words;
        g->frames = to;
        // without an area of its own the function's sp is that of the next frame outward that has one
        for (long* o = to; ; o += o[0] & 0xffff)
        {
            if (o >= _hi) { g->sp = (byte*)_lo; break; }
            int id = (int)(o[0] >> 32);
            if (id == -1 || (o[0] >> 16 & 0xffff) == 0 || Rec(id)->AreaSlot < 0) continue;
            g->sp = (byte*)o[Rec(id)->AreaSlot] + Rec(id)->AreaSize;
            break;
        }
    }

    private bool HasStep(long* f, int panic)
    {
        for (; f < _hi; f += f[0] & 0xffff) if ((int)(f[0] >> 32) == -1 && f[2] == panic) return true;
        return false;
    }

    // ---------------------------------------------------------------- what natives do

    public void DoTrace(long v) => Hash = (Hash ^ v) * 1099511628211 + 7;
    public int DoStress()
    {
        if (_pass) { _pass = false; return 0; }
        return Leave() ? 1 : 0;
    }

    public long DoPark(G* g, long v, int second)
    {
        long r = v * 3 + 1;
        if (!Leave()) { g->ret[1] = second; return r; }
        g->status = 1;
        g->reason = (int)LeaveReason.Park;
        _pending = r;
        _pendingTail = second;
        return -77;
    }

    public void DoPanic(G* g, long v)
    {
        Panics++;
        _panic = new Panic { Value = v, Link = _panic };
        _all.Add(_panic);
        g->status = 1;
        g->reason = (int)LeaveReason.Panic;
    }

    public long DoRecover()
    {
        if (_panic == null || _panic.Recovered) return 0;
        _panic.Recovered = true;
        return _panic.Value;
    }

    public byte* DoNew(int size)
    {
        var p = _heapAt;
        _heapAt += (size + 7) & -8;
        new Span<byte>(p, size).Clear();
        return p;
    }
}

public static unsafe class Natives
{
    [GoSymbol("trace", CallClass.None)] public static void Trace(G* g, long v) => Machine.Current.DoTrace(v);
    [GoSymbol("park", CallClass.Suspends)] public static long Park(G* g, long v) => Machine.Current.DoPark(g, v, 0);
    [GoSymbol("park2", CallClass.Suspends)]
    public static W2 Park2(G* g, long v)
    {
        long r = Machine.Current.DoPark(g, v, 5);
        return new W2(r, 5);
    }
    [GoSymbol("gopanic", CallClass.PanicOnly)] public static void GoPanic(G* g, long v) => Machine.Current.DoPanic(g, v);
    [GoSymbol("recover", CallClass.None)] public static long Recover(G* g) => Machine.Current.DoRecover();
    [GoSymbol("runtime.newobject", CallClass.None)] public static byte* NewObject(G* g, byte* type) => Machine.Current.DoNew(64);
    [GoSymbol("sqrt", CallClass.None)] public static double Sqrt(G* g, double x) => Math.Sqrt(x);
}

public static unsafe class Stress
{
    public static int Poll(G* g) => Machine.Current.DoStress();
}

public static unsafe class Malloc
{
    public static byte* New(G* g, int shape, int size) => Machine.Current.DoNew(size);
}

public static unsafe class PanicCalls
{
    private static void Note(G* g, PanicKind k, long a, long b) => Machine.Current.DoPanic(g, (long)k * 1000 + a * 10 + b);
    [MethodImpl(MethodImplOptions.NoInlining)] public static void Index_V(G* g, long a, long b) => Note(g, PanicKind.Index, a, b);
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Index_I(G* g, long a, long b) { Note(g, PanicKind.Index, a, b); return 0; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Index_L(G* g, long a, long b) { Note(g, PanicKind.Index, a, b); return 0; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Index_D(G* g, long a, long b) { Note(g, PanicKind.Index, a, b); return 0; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Index_W(G* g, long a, long b) { Note(g, PanicKind.Index, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static void Nil_V(G* g) => Note(g, PanicKind.Nil, 0, 0);
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Nil_I(G* g) { Note(g, PanicKind.Nil, 0, 0); return 0; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Nil_L(G* g) { Note(g, PanicKind.Nil, 0, 0); return 0; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Nil_D(G* g) { Note(g, PanicKind.Nil, 0, 0); return 0; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Nil_W(G* g) { Note(g, PanicKind.Nil, 0, 0); return default; }
}
