// Function entry and variables: where each one lives, how it is read, assigned and addressed.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    /// <summary>
    /// Declares the IR parameters for a signature after the receiver or context words: hidden result pointers, then the parameters. Returns the
    /// incoming value of each parameter.
    /// </summary>
    public GoVal[] DeclareParams(SignatureT sig)
    {
        Sig = sig;
        Shape = CallShape.Of(Layouts, sig);
        _hidden = new int[Shape.Results.Length];
        for (int i = 0; i < _hidden.Length; i++) _hidden[i] = Shape.ResultInMem[i] ? F.NewParam(IrType.Ptr, "~out" + i.ToString(System.Globalization.CultureInfo.InvariantCulture)) : -1;
        F.Results.AddRange(Shape.ResultWords);
        var vals = new GoVal[Shape.Params.Length];
        for (int i = 0; i < vals.Length; i++) vals[i] = IncomingParam(Shape.Params[i], sig.Params.Vars[i].Name);
        return vals;
    }

    /// <summary>Declares the words of one parameter.</summary>
    public GoVal IncomingParam(TypeLayout l, string? name)
    {
        if (l.IsMem) return new GoVal(l, new Addr(B.V(F.NewParam(IrType.Ptr, name)), 0, MemKind.Stable));
        var vars = new int[l.ScalarCount];
        for (int i = 0; i < vars.Length; i++) vars[i] = F.NewParam(l.Scalars![i].Type, name, l.Scalars[i].Length);
        return FromVars(l, vars);
    }

    /// <summary>Gives a parameter variable its place; v may be null or blank.</summary>
    public void BindParam(Var? v, GoVal incoming)
    {
        if (v == null || v.Name is "_" or "") return;
        if (Places.Of(v) != Placement.Scalar)
        {
            var loc = DeclareVar(v);
            StoreVar(loc, incoming);
            return;
        }
        if (!incoming.IsMem)
        {
            var vars = new int[incoming.N];
            for (int i = 0; i < vars.Length; i++) vars[i] = B[incoming[i]].A;
            _locs[v] = new VarLoc { Kind = LocKind.Scalars, L = incoming.L, Vars = vars };
            return;
        }
        if (!Analysis.IsReassigned(v))
        {
            _locs[v] = new VarLoc { Kind = LocKind.ParamCopy, L = incoming.L, Ptr = B[incoming.Mem.Base].A };
            return;
        }
        var area = DeclareVar(v);
        StoreVar(area, incoming);
    }

    /// <summary>Makes a new variable; its contents are undefined (heap: zero) until StoreVar or ZeroVar.</summary>
    public VarLoc DeclareVar(Var v)
    {
        var l = Lay(TypeOfVar(v));
        var loc = NewLoc(l, Places.Of(v), v.Name);
        _locs[v] = loc;
        return loc;
    }

    public VarLoc NewLoc(TypeLayout l, Placement place, string? name)
    {
        if (l.Size > MaxAreaVar) place = Placement.Heap;
        // Only variables whose address is taken are asked into the area.
        bool shared = place == Placement.Area;
        if (place == Placement.Scalar && l.IsMem) place = Placement.Area;
        switch (place)
        {
            case Placement.Heap:
                int p = F.NewVar(IrType.Ptr, "&" + name);
                B.SetVar(p, NewObject(l.Type));
                return new VarLoc { Kind = LocKind.Heap, L = l, Ptr = p };
            case Placement.Area: return new VarLoc { Kind = LocKind.Area, L = l, Slot = NewArea(l, name), Shared = shared };
            default: return new VarLoc { Kind = LocKind.Scalars, L = l, Vars = NewVars(l, name) };
        }
    }

    public void SetLoc(Var v, VarLoc loc) => _locs[v] = loc;
    public VarLoc? FindLoc(Var v) => _locs.GetValueOrDefault(v);

    public VarLoc Loc(Var v, Node at) => _locs.TryGetValue(v, out var l) ? l : throw Ice(at, $"variable {v.Name} has no place in {F.Symbol}");

    /// <summary>Address of a variable's memory; None for scalars.</summary>
    public Addr LocAddr(VarLoc loc) => loc.Kind switch
    {
        LocKind.Area => new Addr(B.AreaAddr(loc.Slot), 0, loc.Shared ? MemKind.Fresh : MemKind.Stable),
        LocKind.Heap => new Addr(B.V(loc.Ptr), 0, MemKind.Heap),
        LocKind.ParamCopy => new Addr(B.V(loc.Ptr), 0, MemKind.Stable),
        _ => default,
    };

    public GoVal LoadVar(VarLoc loc) => loc.Kind == LocKind.Scalars ? FromVars(loc.L, loc.Vars) : Load(LocAddr(loc), loc.L);

    public void StoreVar(VarLoc loc, GoVal v)
    {
        if (loc.Kind != LocKind.Scalars)
        {
            if (loc.Kind == LocKind.ParamCopy) throw new InternalCompilerError(default, "lower", "assignment to a read-only parameter");
            Store(LocAddr(loc), v);
            return;
        }
        AssignVars(loc.Vars, v);
    }

    public void ZeroVar(VarLoc loc)
    {
        if (loc.Kind == LocKind.Scalars) AssignVars(loc.Vars, Zero(loc.L));
        else ZeroAt(LocAddr(loc), loc.L);
    }

    /// <summary>vars = v, as if at once: later words may be computed from variables assigned first.</summary>
    public void AssignVars(int[] vars, GoVal v)
    {
        if (v.IsMem) throw new InternalCompilerError(default, "lower", "memory-class value assigned to scalar variables");
        if (vars.Length <= 1)
        {
            if (vars.Length == 1) B.SetVar(vars[0], v.S0);
            return;
        }
        Span<int> s = stackalloc int[vars.Length];
        for (int i = 0; i < vars.Length; i++) s[i] = v[i];
        for (int i = 1; i < vars.Length; i++)
        {
            for (int k = 0; k < i; k++)
            {
                if (!Mentions(s[i], vars[k])) continue;
                s[i] = B.Fix(s[i]);
                break;
            }
        }
        for (int i = 0; i < vars.Length; i++) B.SetVar(vars[i], s[i]);
    }

    /// <summary>The expression reads the variable.</summary>
    private bool Mentions(int e, int var)
    {
        if (e == 0) return false;
        var x = B[e];
        switch (x.Op)
        {
            case Op.Var: return x.A == var;
            case Op.Const or Op.FConst or Op.SymAddr or Op.AreaAddr or Op.FuncId or Op.RecoverTok: return false;
            case Op.NativeExpr:
                for (int i = 0; i < x.C; i++) { if (Mentions(F.Extra[x.B + i], var)) return true; }
                return false;
            case Op.Load: return Mentions(x.A, var);
            default: return Mentions(x.A, var) || IsBinary(x.Op) && Mentions(x.B, var) || x.Op == Op.Select && (Mentions(x.B, var) || Mentions(x.C, var));
        }
    }

    private static bool IsBinary(Op op) => op is Op.Add or Op.Sub or Op.Mul or Op.And or Op.Or or Op.Xor or Op.DivS or Op.DivU or Op.RemS or Op.RemU or Op.FDiv or Op.Shl or Op.ShrS or Op.ShrU
        or (>= Op.Eq and <= Op.FGe);

    // ---------------------------------------------------------------- names

    /// <summary>The symbol of a package-level variable.</summary>
    public int GlobalSym(Var v) => P.Sym(P.GlobalName(v));

    public bool IsGlobal(Var v) => v.Kind == VarKind.Package || v.Kind == VarKind.Local && v.Pkg != null && ReferenceEquals(v.Parent, v.Pkg.Scope);

    private Var? VarOf(Name n) => (Info.Uses[n.Index] ?? Info.Defs[n.Index]) as Var;

    // ---------------------------------------------------------------- results

    /// <summary>Sets up the result variables at entry: named results, or all if the function has deferred calls.</summary>
    public void BindResults(List<Var> results)
    {
        bool named = results.Count > 0 && results[0].Name != "";
        if (!named && !HasDefer) return;
        ResultLocs = new VarLoc[results.Count];
        for (int i = 0; i < results.Count; i++)
        {
            var v = results[i];
            VarLoc loc;
            if (v.Name is "" or "_") loc = NewLoc(Shape.Results[i], Placement.Scalar, "~r" + i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            else loc = DeclareVar(v);
            ResultLocs[i] = loc;
            if (loc.Kind != LocKind.Heap) ZeroVar(loc);
        }
    }

    /// <summary>Returns the current values of ResultLocs.</summary>
    public void ReturnResultVars()
    {
        var vals = new GoVal[Shape.Results.Length];
        for (int i = 0; i < vals.Length; i++) vals[i] = LoadVar(ResultLocs![i]);
        ReturnValues(vals);
    }

    /// <summary>Returns values: memory-class ones are copied to where the caller wants them.</summary>
    public void ReturnValues(GoVal[] vals)
    {
        // A memory result may be read by a scalar one only if both are lowered lazily; scalars first.
        var words = new int[Shape.ResultWords.Length];
        bool anyMem = Shape.HiddenResults > 0;
        for (int i = 0; i < vals.Length; i++)
        {
            if (Shape.ResultInMem[i]) continue;
            for (int k = 0; k < vals[i].N; k++) words[Shape.ResultFirst[i] + k] = anyMem ? B.Fix(vals[i][k]) : vals[i][k];
        }
        for (int i = 0; i < vals.Length; i++)
        {
            if (Shape.ResultInMem[i]) Store(HiddenAddr(i), vals[i]);
        }
        B.Return(words);
    }

    /// <summary>Where memory-class result i goes.</summary>
    public Addr HiddenAddr(int i) => new(B.V(_hidden[i]), 0, MemKind.Fresh);
}
