// The type set of an interface (spec, "Interface types"): methods factored out, the rest as a term list and the comparable bit.
//
// T1  Comparable implies Terms.IsAll; otherwise incomparable terms have been removed.
// T2  A type set is published (InterfaceT.TypeSetOrNull) only when it is whole, so other threads never see half of one. Two threads may compute
//     the same set; the first one published wins. A thread that comes back to an interface it is just computing gets the set of all types
//     (such an interface is invalid and reported by the check for recursive types).
using System;
using System.Collections.Generic;
using System.Threading;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed class TypeSet(List<Func> methods, TermList terms, bool comparable)
{
    public static readonly TypeSet Top = new([], TermList.All, false);
    [ThreadStatic] private static List<InterfaceT>? t_computing;

    internal const int MaxTermCount = 100;

    /// <summary>All methods, sorted by name (exported ones first, others with equal name by package path).</summary>
    public readonly List<Func> Methods = methods;
    public readonly TermList Terms = terms;
    public readonly bool Comparable = comparable;

    public bool IsEmpty => Terms.IsEmpty;
    public bool IsAll => IsMethodSet && Methods.Count == 0;
    /// <summary>The interface is described by its methods alone (may be used as a variable's type).</summary>
    public bool IsMethodSet => !Comparable && Terms.IsAll;
    public bool HasTerms => !Terms.IsAll && !Terms.IsEmpty;

    public bool IsComparable(HashSet<Type>? seen = null)
    {
        if (Terms.IsAll) return Comparable;
        if (!HasTerms) return false;
        foreach (var t in Terms.Terms)
        {
            if (!TypeOps.IsComparableType(t.Type, false, seen)) return false;
        }
        return true;
    }

    public int LookupMethod(Package? pkg, string name, bool foldCase = false) => TypeOps.MethodIndex(Methods, pkg, name, foldCase);

    internal bool SubsetOf(TypeSet y) => Terms.SubsetOf(y.Terms);

    public static TypeSet Compute(InterfaceT ityp) => Compute(ityp, default);

    internal static TypeSet Compute(InterfaceT ityp, Pos pos)
    {
        if (Volatile.Read(ref ityp.TypeSetOrNull) is { } done) return done;
        // Not set up: a partial set must not be stored. Follow-on errors may result, but only after the error that led here.
        if (!ityp.Complete) return Top;
        var computing = t_computing ??= [];
        if (computing.Contains(ityp)) return Top;
        computing.Add(ityp);
        var set = ComputeInterface(ityp);
        computing.RemoveAt(computing.Count - 1);
        return Interlocked.CompareExchange(ref ityp.TypeSetOrNull, set, null) ?? set;
    }

    private static TypeSet ComputeInterface(InterfaceT ityp)
    {
        var check = ityp.Check;
        if (ityp.Embedded.Count == 0 && check == null)
        {
            var sorted = new List<Func>(ityp.Methods);
            sorted.Sort(TypeOps.CompareMethods);
            return new TypeSet(sorted, TermList.All, false);
        }
        var seen = new Dictionary<string, (Func Method, Pos Pos)>();
        var all = new List<Func>();

        void AddMethod(Pos pos, Func m, bool isExplicit)
        {
            string id = TypeOps.Id(m.Pkg, m.Name);
            if (seen.TryAdd(id, (m, pos))) { all.Add(m); return; }
            if (check == null) return;
            var (other, otherPos) = seen[id];
            void Duplicate() => check.NewError().Add(pos, $"duplicate method {m.Name}").Add(otherPos, $"other declaration of method {m.Name}").Report();
            if (isExplicit) Duplicate();
            else
            {
                check.Later(() =>
                {
                    if (pos.IsKnown && !check.AllowVersion(14) || !TypeOps.Identical(m.Type, other.Type)) Duplicate();
                });
            }
        }

        foreach (var m in ityp.Methods) AddMethod(m.Pos, m, true);

        var terms = TermList.All;
        bool comparable = false;
        for (int i = 0; i < ityp.Embedded.Count; i++)
        {
            var typ = ityp.Embedded[i];
            var pos = i < ityp.EmbeddedPos.Count ? ityp.EmbeddedPos[i] : default;
            TermList elemTerms;
            bool elemComparable = false;
            switch (typ.Underlying)
            {
                case InterfaceT u:
                    var tset = Compute(u, pos);
                    if (pos.IsKnown && check != null && check.IsImportedConstraint(typ) && !check.VerifyVersion(pos, 18, $"embedding constraint interface {check.Str(typ)}")) continue;
                    elemComparable = tset.Comparable;
                    foreach (var m in tset.Methods) AddMethod(pos, m, false);
                    elemTerms = tset.Terms;
                    break;
                case UnionT u:
                    if (pos.IsKnown && check != null && !check.VerifyVersion(pos, 18, $"embedding interface element {check.Str(u)}")) continue;
                    var uset = ComputeUnion(check, pos, u);
                    if (uset == null) continue;
                    elemTerms = uset;
                    break;
                case var u:
                    if (!TypeOps.IsValid(u)) continue;
                    if (pos.IsKnown && check != null && !check.VerifyVersion(pos, 18, $"embedding non-interface type {check.Str(typ)}")) continue;
                    elemTerms = TermList.Of(new Term(false, typ));
                    break;
            }
            terms = terms.Intersect(elemTerms);
            comparable |= elemComparable;
            if (comparable && !terms.IsAll)
            {
                terms = terms.Where(t => TypeOps.IsComparableType(t.Type, false, null));
                comparable = false;
            }
        }
        all.Sort(TypeOps.CompareMethods);
        return new TypeSet(all, terms, comparable);
    }

    /// <summary>null: too many terms (reported).</summary>
    internal static TermList? ComputeUnion(Checker? check, Pos pos, UnionT utyp)
    {
        var all = TermList.Empty;
        foreach (var t in utyp.Terms)
        {
            TermList terms;
            var u = t.Type.Underlying;
            if (u is InterfaceT ui) terms = Compute(ui, pos).Terms;
            else if (!TypeOps.IsValid(u)) continue;
            else if (t.Tilde && !TypeOps.Identical(t.Type, u)) terms = TermList.Empty;   // no type has underlying type t.Type
            else terms = TermList.Of(t);
            all = all.Union(terms);
            if (!all.IsAll && all.Terms.Count > MaxTermCount)
            {
                check?.Error(pos, $"cannot handle more than {MaxTermCount} union terms (implementation limitation)");
                return null;
            }
        }
        return all;
    }
}
