// Interface types and unions.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    private void InterfaceTyp(InterfaceT ityp, InterfaceType iface, TypeName? def)
    {
        foreach (var f in iface.MethodList)
        {
            if (f.Name == null)
            {
                var elem = ParseUnion(f.Type);
                ityp.Embedded.Add(elem);
                ityp.EmbeddedPos.Add(Extent.StartPos(f.Type));
                continue;
            }
            string name = f.Name.Value;
            if (name == "_")
            {
                Error(f.Name, "methods must have a unique non-blank name");
                continue;
            }
            var typ = Typ(f.Type);
            if (typ is not SignatureT sig)
            {
                if (TypeOps.IsValid(typ)) Error(f.Type, $"invalid syntax tree: {typ} is not a method signature");
                continue;
            }
            // The named type as receiver, if there is one, makes better messages.
            Type recvTyp = (Type?)TypeOps.AsNamed(def?.Type) ?? ityp;
            sig.Recv = new Var(f.Name.Pos, Pkg, "", recvTyp, VarKind.Recv);
            var m = new Func(f.Name.Pos, Pkg, name, sig);
            RecordDef(f.Name, m);
            ityp.Methods.Add(m);
        }
        ityp.Complete = true;
        if (ityp.Methods.Count == 0 && ityp.Embedded.Count == 0)
        {
            ityp.TypeSetOrNull = TypeSet.Top;
            return;
        }
        StableSort(ityp.Methods);
        Later(() => TypeSet.Compute(ityp, iface.Pos));
    }

    private static void StableSort(List<Func> list)
    {
        for (int i = 1; i < list.Count; i++)
        {
            var m = list[i];
            int j = i;
            for (; j > 0 && TypeOps.CompareMethods(list[j - 1], m) > 0; j--) list[j] = list[j - 1];
            list[j] = m;
        }
    }

    /// <summary>A union element, or the single type.</summary>
    private Type ParseUnion(Expr uexpr)
    {
        var blist = new List<Operation>();
        var tlist = new List<Expr>();
        FlattenUnion(uexpr, blist, tlist);
        var terms = new List<Term>();
        Type u = Universe.Invalid;
        bool tooMany = false;
        for (int i = 0; i < tlist.Count; i++)
        {
            var term = ParseTilde(tlist[i]);
            if (tlist.Count == 1 && !term.Tilde) return term.Type;
            if (terms.Count >= TypeSet.MaxTermCount)
            {
                if (!tooMany) Error(tlist[i], $"cannot handle more than {TypeSet.MaxTermCount} union terms (implementation limitation)");
                tooMany = true;
                u = Universe.Invalid;
            }
            else
            {
                terms.Add(term);
                u = new UnionT(terms);
            }
            if (i > 0) RecordTypeAndValue(blist[i - 1], OperandMode.TypExpr, u, null);
        }
        if (tooMany) return u;

        Later(() =>
        {
            for (int i = 0; i < terms.Count; i++)
            {
                var t = terms[i];
                if (!TypeOps.IsValid(t.Type)) continue;
                var under = t.Type.Underlying;
                var f = under as InterfaceT;
                if (t.Tilde)
                {
                    if (f != null) { Error(tlist[i], $"invalid use of ~ ({t.Type} is an interface)"); continue; }
                    if (!TypeOps.Identical(under, t.Type)) { Error(tlist[i], $"invalid use of ~ (underlying type of {t.Type} is {under})"); continue; }
                }
                if (f != null)
                {
                    var tset = f.TypeSet;
                    if (tset.Methods.Count != 0) Error(tlist[i], $"cannot use {t} in union ({t} contains methods)");
                    else if (t.Type == Universe.Comparable) Error(tlist[i], "cannot use comparable in union");
                    else if (tset.Comparable) Error(tlist[i], $"cannot use {t} in union ({t} embeds comparable)");
                    continue;
                }
                for (int j = 0; j < i; j++)
                {
                    if (TypeOps.IsInterface(terms[j].Type) || !TypeOps.IsValid(terms[j].Type) || TermList.Disjoint(terms[j], t)) continue;
                    SoftError(tlist[i], $"overlapping terms {t} and {terms[j]}");
                    break;
                }
            }
        });
        return u;
    }

    private Term ParseTilde(Expr tx)
    {
        var x = tx;
        bool tilde = false;
        if (x is Operation { Op: Operator.Tilde } op)
        {
            x = op.X;
            tilde = true;
        }
        var typ = Typ(x);
        if (TypeOps.IsTypeParam(typ))
        {
            if (tilde) Error(x, $"type in term {tx} cannot be a type parameter");
            else Error(x, "term cannot be a type parameter");
            typ = Universe.Invalid;
        }
        var term = new Term(tilde, typ);
        if (tilde) RecordTypeAndValue(tx, OperandMode.TypExpr, new UnionT([term]), null);
        return term;
    }

    private static void FlattenUnion(Expr x, List<Operation> blist, List<Expr> tlist)
    {
        if (x is Operation { Op: Operator.Or, Y: { } y } o)
        {
            FlattenUnion(o.X, blist, tlist);
            blist.Add(o);
            x = y;
        }
        tlist.Add(x);
    }
}
