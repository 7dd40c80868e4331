// Writing what was learned into the side tables of CheckedPackage. A node that the checker made up has Index -1 and is not recorded.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    /// <summary>Records x's type and value, for untyped ones once the final type is known.</summary>
    internal void Record(Operand x)
    {
        var typ = x.Mode switch { OperandMode.Invalid => Universe.Invalid, OperandMode.NoValue => TupleT.Empty, _ => x.Type! };
        var val = x.Mode == OperandMode.Constant ? x.Value : null;
        if (TypeOps.IsUntyped(typ)) RememberUntyped(x.Expr!, false, x.Mode, (Basic)typ, val);
        else RecordTypeAndValue(x.Expr!, x.Mode, typ, val);
    }

    internal void RecordTypeAndValue(Expr e, OperandMode mode, Type typ, ConstValue? val)
    {
        if (mode != OperandMode.Invalid && e.Index >= 0) Info.Types[e.Index] = new TypeAndValue(typ, mode, val);
    }

    /// <summary>Expressions whose type stayed untyped to the end (constants used as such, nil).</summary>
    internal void RecordUntyped()
    {
        foreach (var (e, info) in Untyped) RecordTypeAndValue(e, info.Mode, info.Type, info.Value);
    }

    /// <summary>The signature a call of a builtin has, at the (parenthesised, qualified) name.</summary>
    internal void RecordBuiltinType(Expr f, SignatureT sig)
    {
        while (true)
        {
            RecordTypeAndValue(f, OperandMode.Builtin, sig, null);
            if (f is not ParenExpr p) return;
            f = p.X;
        }
    }

    /// <summary>e is used as `v, ok = e`: its type becomes a pair.</summary>
    internal void RecordCommaOkTypes(Expr e, Operand x, Operand ok)
    {
        if (x.Mode == OperandMode.Invalid) return;
        while (true)
        {
            if (e.Index >= 0)
            {
                var tuple = new TupleT([new Var(e.Pos, Pkg, "", x.Type, VarKind.Local), new Var(e.Pos, Pkg, "", ok.Type, VarKind.Local)]);
                Info.Types[e.Index] = Info.Types[e.Index] with { Type = tuple };
            }
            if (e is not ParenExpr p) return;
            e = p.X;
        }
    }

    /// <summary>typ is the instance of the generic type or function that e (a name, selector or index expression) denotes.</summary>
    internal void RecordInstance(Expr e, List<Type> targs, Type typ)
    {
        var id = (e is IndexExpr ix ? ix.X : e) switch { Name n => n, SelectorExpr s => s.Sel, _ => null };
        if (id != null && id.Index >= 0) Info.Instances[id.Index] = new Instance(targs, typ);
    }

    internal void RecordDef(Name id, Obj? obj) { if (id.Index >= 0) Info.Defs[id.Index] = obj; }
    internal void RecordUse(Name id, Obj obj) { if (id.Index >= 0) Info.Uses[id.Index] = obj; }
    internal void RecordImplicit(Node n, Obj obj) { if (n.Index >= 0) Info.Implicits[n.Index] = obj; }
    internal void RecordScope(Node n, Scope s) { if (n.Index >= 0) Info.Scopes[n.Index] = s; }

    internal void RecordSelection(SelectorExpr e, SelectionKind kind, Type recv, Obj obj, Type typ, int[] index, bool indirect)
    {
        RecordUse(e.Sel, obj);
        if (e.Index >= 0) Info.Selections[e.Index] = new Selection(kind, recv, obj, typ, index, indirect);
    }
}
