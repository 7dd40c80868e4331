// The roots that a goroutine which does not run holds: frames, areas, result words, and what the runtime keeps for it.
using System.Numerics;
using GoClr.Abi;

namespace GoClr.Runtime;

public interface IRootVisitor
{
    /// <summary>Words at at; bit w of mask says that word w is a pointer. mask null: none.</summary>
    unsafe void Words(long* at, int words, ulong* mask);
    /// <summary>One word that may point into the heap.</summary>
    unsafe void Word(long* slot);
}

public static unsafe class Roots
{
    /// <summary>Visits all roots of g. g must not run (world stopped, or g parked and owned by the caller).</summary>
    public static void Visit<V>(G* g, ref V v) where V : IRootVisitor
    {
        long* f = g->frames, hi = (long*)g->hi;
        if (f < hi)
        {
            uint mask = Frames.RetMask(g->root, f);
            while (mask != 0) { v.Word(&g->ret[BitOperations.TrailingZeroCount(mask)]); mask &= mask - 1; }
        }
        for (; f < hi; f += Frames.Words(f))
        {
            FuncRec* fn = FuncTab.Rec(g->root, Frames.Func(f));
            if (fn == null) { Frames.VisitNative(g, f, ref v); continue; }
            int state = Frames.State(f);
            LayoutRec* layout = Frames.Layout(fn, state);
            v.Words(f, layout->Words, layout->PtrMask);
            if (state != 0 && fn->AreaSlot >= 0 && fn->AreaMask != null) v.Words((long*)f[fn->AreaSlot], fn->AreaSize >> 3, fn->AreaMask);
        }
        for (PanicRec* p = g->panic; p != null; p = p->link) { v.Word(&p->type); v.Word(&p->data); }
        for (Sudog* s = g->waiting; s != null; s = s->waitlink) { v.Word((long*)&s->elem); v.Word((long*)&s->c); }
        v.Word((long*)&g->labels);
        v.Word((long*)&g->coro);
        v.Word((long*)&g->bubble);
        for (int i = 0; i < g->callN; i++) v.Word(&g->callArgs[i]);
    }
}
