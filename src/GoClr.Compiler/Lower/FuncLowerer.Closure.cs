// Closures: function literals, method values, thunks of go and defer statements.
//
// A closure object is {code, captured…}; the code word comes from the static closure F·f, whose word the runtime fills. Variables are
// captured by value if nothing assigns to them after their declaration, else by the address of their heap cell.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.Escape;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    private int FuncLitExpr(FuncLit f)
    {
        string symbol = Closures.Func(Parent != null);
        var sig = (SignatureT)Under(TypeOf(f));
        return MakeClosure(symbol, f, sig, Analysis.Captures(f), child => child.LowerLit(f, sig));
    }

    /// <summary>
    /// Makes a closure object for a body that fill lowers in a child; returns the func value (a leaf). captures: outer variables it uses; fill runs
    /// later, with the captured variables bound and the context declared, and declares the parameters itself (DeclareParams).
    /// </summary>
    public int MakeClosure(string symbol, Node node, SignatureT sig, List<Var> captures, Action<FuncLowerer> fill)
    {
        var f = new Function(symbol) { DupOk = F.DupOk, Flags = FuncFlags.Closure | FuncFlags.TakesContext };
        var child = new FuncLowerer(P, Info, Env, f, Analysis, node, this, new ClosureNames(symbol));
        int ctx = f.NewParam(IrType.Ptr, "ctx");
        var vals = new List<GoVal>();
        var binds = new List<(Var Var, bool ByRef)>();
        foreach (var v in captures)
        {
            var loc = Loc(v, node);
            // A variable in the area that is shared: escape analysis says that the closure does not outlive it.
            bool byRef = loc.Kind == LocKind.Heap || loc.Kind == LocKind.Area && loc.Shared;
            binds.Add((v, byRef));
            vals.Add(byRef ? Val(Universe.UnsafePointer, loc.Kind == LocKind.Heap ? B.V(loc.Ptr) : B.AreaAddr(loc.Slot)) : LoadVar(loc));
        }
        int fv = ClosureObject(symbol, vals, node, out var layout);
        P.Later(node.Pos, () =>
        {
            for (int i = 0; i < binds.Count; i++)
            {
                var a = new Addr(child.B.V(ctx), layout!.FieldOffsets[i + 1], MemKind.Stable);
                var (v, byRef) = binds[i];
                if (byRef)
                {
                    int p = child.F.NewVar(IrType.Ptr, "&" + v.Name);
                    child.B.SetVar(p, child.B.Load(MemType.Ptr, a.Base, a.Off));
                    child._locs[v] = new VarLoc { Kind = LocKind.Heap, L = child.Lay(child.TypeOfVar(v)), Ptr = p };
                    continue;
                }
                var l = layout.Parts[i + 1];
                if (l.IsMem)
                {
                    int p = child.F.NewVar(IrType.Ptr, v.Name);
                    child.B.SetVar(p, child.B.PtrAdd(a.Base, a.Off));
                    child._locs[v] = new VarLoc { Kind = LocKind.ParamCopy, L = l, Ptr = p };
                    continue;
                }
                var vars = child.NewVars(l, v.Name);
                child.AssignVars(vars, child.Load(a, l));
                child._locs[v] = new VarLoc { Kind = LocKind.Scalars, L = l, Vars = vars };
            }
            fill(child);
            P.AddFunction(f, child);
        });
        return fv;
    }

    /// <summary>Allocates {code of symbol, values…}; without values the static closure. The function takes the context.</summary>
    private int ClosureObject(string symbol, List<GoVal> vals, Node? node, out TypeLayout? layout, SiteKind kind = SiteKind.Object)
    {
        int fsym = P.Data.FuncValue(symbol, true);
        layout = null;
        if (vals.Count == 0) return B.SymAddr(fsym);
        var fields = new List<Var> { new(default, null, "F", Universe.Uintptr, VarKind.Field) };
        for (int i = 0; i < vals.Count; i++) fields.Add(new Var(default, null, "X" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), vals[i].Type, VarKind.Field));
        var t = new StructT(fields, null);
        layout = Lay(t);
        for (int i = 0; i < vals.Count; i++) vals[i] = Leaves(vals[i]);
        int p = node == null || Places.Escapes(node, kind) ? NewObject(t) : B.AreaAddr(NewArea(layout));
        B.Store(MemType.I64, p, 0, B.Load(MemType.I64, B.SymAddr(fsym)));
        for (int i = 0; i < vals.Count; i++) Store(new Addr(p, layout.FieldOffsets[i + 1], MemKind.Fresh), vals[i]);
        return p;
    }

    /// <summary>
    /// A closure over values: calls body(function, captured values, its parameters) and returns what that returns. Used for method values and
    /// for go and defer statements.
    /// </summary>
    private int Thunk(string symbol, GoVal[] ops, SignatureT sig, FuncFlags flags, Node at, Func<FuncLowerer, GoVal[], GoVal[], GoVal[]> body)
    {
        var f = new Function(symbol) { DupOk = F.DupOk, DisplayName = symbol, Flags = FuncFlags.Closure | FuncFlags.TakesContext | FuncFlags.Wrapper | flags };
        int line = (int)at.Pos.RelLine;
        int fv = ClosureObject(symbol, new List<GoVal>(ops), at, out var layout);
        P.Later(at.Pos, () =>
        {
            var child = Synthetic(P, f, Info, Env);
            child.B.Line = f.StartLine = line;
            f.File = FileOf(at.Pos);
            int ctx = f.NewParam(IrType.Ptr, "ctx");
            var args = child.DeclareParams(sig);
            var loaded = new GoVal[ops.Length];
            for (int i = 0; i < ops.Length; i++) loaded[i] = child.Leaves(child.Load(new Addr(child.B.V(ctx), layout!.FieldOffsets[i + 1], MemKind.Stable), layout.Parts[i + 1]));
            var results = body(child, loaded, args);
            if (child.B.Reachable) child.ReturnValues(results);
            P.AddFunction(f, child);
        });
        return fv;
    }

    /// <summary>A lowerer for a function that has no source of its own.</summary>
    public static FuncLowerer Synthetic(PackageLowerer p, Function f, CheckedPackage? info = null, TypeEnv? env = null) =>
        new(p, info ?? p.Info, env ?? TypeEnv.Empty, f, BodyAnalysis.None, BodyAnalysis.NoNode, null, new ClosureNames(f.Symbol));

    // ---------------------------------------------------------------- method values and expressions

    /// <summary>x.M as a func value: a closure over the receiver.</summary>
    private int MethodValue(SelectorExpr s, Selection sel, SignatureT sig)
    {
        var m = (Func)sel.Obj;
        SetLine(s);
        if (MethodHolder(sel, s) is { } iface)
        {
            int slot = P.IfaceSlot(iface, m);
            var v = Leaves(WalkPath(s.X, sel.Index, sel.Index.Length - 1, s).Load(this));
            SetLine(s);
            B.NilCheck(v.S0);
            string iname = $"{P.Names.Link(v.Type)}.{m.Name}-fm";
            return SharedThunk(iname, [v], sig, s, (fl, o, a) =>
            {
                fl.ChecksRecover = true;
                return fl.EmitIface(o[0], slot, CallShape.Of(fl.Layouts, sig), a, null);
            });
        }
        var recv = Receiver(s, sel, out var holder);
        int symbol = P.MethodSym(holder, m, MethodTargs(s), s.Pos);
        return SharedThunk(P.Symbols[symbol] + "-fm", [recv], sig, s, (fl, o, a) => fl.EmitStatic(symbol, CallShape.Of(fl.Layouts, sig), [o[0]], a, null));
    }

    /// <summary>Like Thunk, with one function for all uses of the name.</summary>
    private int SharedThunk(string symbol, GoVal[] ops, SignatureT sig, Node at, Func<FuncLowerer, GoVal[], GoVal[], GoVal[]> body)
    {
        int fv = ClosureObject(symbol, new List<GoVal>(ops), at, out var layout, SiteKind.Method);
        P.Need(symbol, () =>
        {
            var f = P.NewWrapper(symbol);
            f.Flags |= FuncFlags.Closure | FuncFlags.TakesContext;
            var child = Synthetic(P, f);
            (f.File, f.StartLine) = ("<autogenerated>", 1);
            child.B.Line = 1;
            int ctx = f.NewParam(IrType.Ptr, "ctx");
            var args = child.DeclareParams(sig);
            var loaded = new GoVal[ops.Length];
            for (int i = 0; i < ops.Length; i++) loaded[i] = child.Leaves(child.Load(new Addr(child.B.V(ctx), layout!.FieldOffsets[i + 1], MemKind.Stable), layout.Parts[i + 1]));
            var results = body(child, loaded, args);
            child.ReturnValues(results);
            P.AddFunction(f, child);
        });
        return fv;
    }

    /// <summary>T.M as a func value: a static closure.</summary>
    private int MethodExprValue(SelectorExpr s, Selection sel, SignatureT sig)
    {
        int symbol = MethodExprSym(s, sel, sig, out bool asMethod);
        return B.SymAddr(P.StaticClosure(symbol, sig, asMethod, sel.Obj.Pos));
    }

    /// <summary>
    /// The function for T.M. asMethod: it is the method itself, which takes the receiver before hidden results; equal to a plain function if
    /// there are none.
    /// </summary>
    private int MethodExprSym(SelectorExpr s, Selection sel, SignatureT sig, out bool asMethod)
    {
        var m = (Func)sel.Obj;
        var recv = sig.Params.Vars[0].Type!;
        if (Under(recv) is InterfaceT it)
        {
            asMethod = false;
            int slot = P.IfaceSlot(it, m);
            string name = $"{P.Names.Link(recv)}.{m.Name}";
            return P.Need(name, () =>
            {
                var f = P.NewWrapper(name);
                var child = Synthetic(P, f);
                var args = child.DeclareParams(sig);
                child.ChecksRecover = true;
                child.ReturnValues(child.EmitIface(child.Leaves(args[0]), slot, child.ShapeWithoutFirst(sig), args.AsSpan(1), null));
                P.AddFunction(f, child);
            });
        }
        asMethod = true;
        var targs = MethodTargs(s);
        return P.Sym(P.MethodOf(recv, m, targs, s.Pos));
    }

    private CallShape ShapeWithoutFirst(SignatureT sig) =>
        CallShape.Of(Layouts, new SignatureT { Params = new TupleT(sig.Params.Vars.GetRange(1, sig.Params.Count - 1)), Results = sig.Results, Variadic = sig.Variadic });

    // ---------------------------------------------------------------- bodies

    /// <summary>Lowers the body of a function literal.</summary>
    private void LowerLit(FuncLit f, SignatureT sig)
    {
        var args = DeclareParams(sig);
        LowerFuncBody(f.Type, args, f.Body);
    }

    /// <summary>Binds parameters and results, lowers the statements, adds the final return.</summary>
    public void LowerFuncBody(FuncType type, GoVal[] args, BlockStmt body)
    {
        var facts = Analysis.Facts(BodyNode);
        F.EndLine = (int)body.Rbrace.RelLine;
        SetLine(body);
        if (BodyNode.Pos.IsKnown) B.Line = F.StartLine;
        BeginBody(facts);
        int k = 0;
        foreach (var p in type.ParamList)
        {
            var v = p.Name != null ? Info.Defs[p.Name.Index] as Var : null;
            BindParam(v, args[k++]);
        }
        var results = new List<Var>();
        foreach (var r in type.ResultList)
        {
            var v = r.Name != null ? Info.Defs[r.Name.Index] as Var : null;
            results.Add(v ?? new Var(r.Pos, null, r.Name?.Value ?? "", Sig.Results.Vars[results.Count].Type, VarKind.Result));
        }
        BindResults(results);
        Stmts(body.List);
        if (body.Rbrace.IsKnown) B.Line = (int)body.Rbrace.RelLine;
        EndBody();
    }

    /// <summary>What stands at entry for recover and defer.</summary>
    public void BeginBody(BodyAnalysis.BodyFacts facts)
    {
        if (facts.HasRecover)
        {
            F.Flags |= FuncFlags.HasRecover;
            _recoverTok = F.NewVar(IrType.Ptr, "recoverTok");
            B.SetVar(_recoverTok, B.Un(Op.RecoverTok, IrType.Ptr, 0));
        }
        if (facts.Defers > 0) BeginDefer(facts);
    }

    /// <summary>The implicit return at the end.</summary>
    public void EndBody()
    {
        if (B.Reachable)
        {
            if (Shape.Results.Length > 0 && ResultLocs == null) B.Unreachable();
            else ReturnNow();
        }
        if (HasDefer) EndDefer();
    }
}
