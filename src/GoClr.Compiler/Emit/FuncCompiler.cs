// One IR function → one FuncObject. Thread-safe: functions of a package are compiled in parallel, each with its own writer.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;
using GoClr.Compiler.Suspend;

namespace GoClr.Compiler.Emit;

public sealed class FuncCompiler(SymbolTable syms, Func<string, bool> native)
{
    [ThreadStatic] private static IlWriter? t_writer;

    /// <summary>Functions whose entry or clone passes a MinOpts limit of RyuJIT.</summary>
    public int OverLimits;
    /// <summary>For tests: polls and guards ask the native "Stress.Poll" instead of g.</summary>
    public bool Stress;

    public FuncObject Compile(Function f, FuncPlan plan)
    {
        var il = t_writer ??= new IlWriter();
        bool TailNative(CallInfo c) => c.NoReturn && c.Kind == CalleeKind.Direct && native(syms[c.Symbol]);
        var s = new Suspension(f, plan, TailNative);
        var entry = new FuncEmitter(il, s, syms, TailNative, clone: false, Stress).Emit();
        var resume = new FuncEmitter(il, s, syms, TailNative, clone: true, Stress).Emit();
        var o = new FuncObject
        {
            Symbol = syms.Id(f.Symbol), Via = f.Via, DisplayName = f.DisplayName, File = f.File, StartLine = f.StartLine, DupOk = f.DupOk,
            Flags = f.Flags | (f.DeferVar >= 0 ? FuncFlags.HasDefer : 0) | (plan.Class == CallClass.None ? FuncFlags.Leaf : 0),
            Signature = Letters.Signature(f), Entry = entry, Resume = resume, RunDefer = f.DeferVar >= 0 ? RunDefer(il, s) : null,
            AreaSize = plan.AreaSize, AreaSlot = s.FixedSlot(s.AreaVar), DeferSlot = s.FixedSlot(f.DeferVar), ExitState = s.ExitState,
            ParamWords = f.Params.Count, Class = plan.Class, AreaNeed = plan.AreaNeed, Depth = plan.Depth, AreaMask = AreaMask(f, plan.AreaSize), EscapeTag = f.EscapeTag,
        };
        foreach (var l in s.Layouts)
        {
            var mask = new ulong[(l.Words + 63) >> 6];
            for (int i = 0; i < l.Slots.Length; i++)
                if (f.Vars[l.Slots[i]].Type == IrType.Ptr) mask[(i + 1) >> 6] |= 1UL << (i + 1);
            o.Layouts.Add(new LayoutInfo { Words = l.Words, PtrMask = mask });
        }
        var tree = new int[f.Inlined.Count + 1];
        foreach (var st in s.States) o.States.Add(new StateInfo { Layout = st.Layout, Line = st.Line, Inl = Tree(f, o, tree, st.Inl), RetMask = st.RetMask });
        if (o.States.Count + o.Inlined.Count > ushort.MaxValue) throw new InternalCompilerError(default, "suspend", $"{f.Symbol}: more than 65,535 suspend points and inlined calls");
        if (Over(entry) || Over(resume)) Interlocked.Increment(ref OverLimits);
        return o;
    }

    // The object keeps those nodes of the inline tree that states lead to. numbers: node → its number in the object, 0 not there yet.
    private static int Tree(Function f, FuncObject o, int[] numbers, int k)
    {
        if (k == 0 || numbers[k] != 0) return numbers[k];
        var n = f.Inlined[k - 1];
        int parent = Tree(f, o, numbers, n.Parent);
        o.Inlined.Add(new InlineInfo(parent, n.Line, n.Name, n.File, n.StartLine, n.Flags & (FuncFlags.Wrapper | FuncFlags.RuntimeInternal)));
        return numbers[k] = o.Inlined.Count;
    }

    private static bool Over(IlBody b) => b.Blocks > 2000 || b.LocalRefs > 8000 || b.Code.Length > 60000;

    private static ulong[] AreaMask(Function f, int size)
    {
        if (size == 0) return [];
        var mask = new ulong[(size / 8 + 63) >> 6];
        foreach (var a in f.Areas)
        {
            if (a.PtrMask == null) continue;
            int first = a.Offset / 8;
            for (int w = 0; w < a.PtrMask.Length * 64 && w < (a.Size + 7) / 8; w++)
                if ((a.PtrMask[w >> 6] >> w & 1) != 0) mask[(first + w) >> 6] |= 1UL << (first + w);
        }
        return mask;
    }

    // F_d(g, frame): takes the innermost pending deferred call out of the frame and returns its closure, 0 if none is pending.
    private static IlBody RunDefer(IlWriter il, Suspension s)
    {
        var f = s.F;
        il.Reset();
        il.Line(0);
        void Slot(int v)
        {
            il.Ldarg(1);
            il.LdcI8(8 * s.FixedSlot(v));
            il.Op(Il.Add, -1);
        }
        if ((f.Flags & FuncFlags.DeferList) != 0)
        {
            int some = il.NewLabel();
            Slot(f.DeferVar);
            il.Op(Il.LdindI8, 0);
            il.Stloc(0);
            il.Ldloc(0);
            il.Branch(Il.Brtrue, some, -1);
            il.LdcI8(0);
            il.Op(Il.Ret, -1);
            il.Mark(some);
            Slot(f.DeferVar);
            il.Ldloc(0);
            il.Op(Il.LdindI8, 0);
            il.Op(Il.StindI8, -2);
            il.Ldloc(0);
            il.LdcI8(8);
            il.Op(Il.Add, -1);
            il.Op(Il.LdindI8, 0);
            il.Op(Il.Ret, -1);
        }
        else
        {
            for (int k = f.DeferClosures.Count - 1; k >= 0; k--)
            {
                int skip = il.NewLabel();
                Slot(f.DeferVar);
                il.Op(Il.LdindI8, 0);
                il.LdcI8(1L << k);
                il.Op(Il.And, -1);
                il.Branch(Il.Brfalse, skip, -1);
                Slot(f.DeferVar);
                Slot(f.DeferVar);
                il.Op(Il.LdindI8, 0);
                il.LdcI8(~(1L << k));
                il.Op(Il.And, -1);
                il.Op(Il.StindI8, -2);
                Slot(f.DeferClosures[k]);
                il.Op(Il.LdindI8, 0);
                il.Op(Il.Ret, -1);
                il.Mark(skip);
            }
            il.LdcI8(0);
            il.Op(Il.Ret, -1);
        }
        return il.Finish("L", f.Symbol);
    }
}
