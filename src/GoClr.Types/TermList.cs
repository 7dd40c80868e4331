// Sets of types as unions of terms T and ~T, in normal form: terms are pairwise disjoint. The set of all types is All.
using System.Collections.Generic;
using System.Text;

namespace GoClr.Types;

public sealed class TermList
{
    public static readonly TermList All = new(true, []);
    public static readonly TermList Empty = new(false, []);

    public readonly bool IsAll;
    public readonly List<Term> Terms;

    private TermList(bool all, List<Term> terms) { IsAll = all; Terms = terms; }

    internal static TermList Of(Term t) => new(false, [t]);
    public bool IsEmpty => !IsAll && Terms.Count == 0;

    internal TermList Union(TermList y)
    {
        if (IsAll || y.IsEmpty) return this;
        if (y.IsAll || IsEmpty) return y;
        List<Term> all = [.. Terms, .. y.Terms];
        return new TermList(false, Norm(all));
    }

    private static List<Term> Norm(List<Term> xl)
    {
        var used = new bool[xl.Count];
        var rl = new List<Term>(xl.Count);
        for (int i = 0; i < xl.Count; i++)
        {
            if (used[i]) continue;
            var xi = xl[i];
            for (int j = i + 1; j < xl.Count; j++)
            {
                if (used[j] || Disjoint(xi, xl[j])) continue;
                if (!xi.Tilde && xl[j].Tilde) xi = xl[j];
                used[j] = true;
            }
            rl.Add(xi);
        }
        return rl;
    }

    internal TermList Intersect(TermList y)
    {
        if (IsAll || y.IsEmpty) return y;
        if (y.IsAll || IsEmpty) return this;
        var rl = new List<Term>();
        foreach (var x in Terms)
        {
            foreach (var t in y.Terms)
            {
                if (!Disjoint(x, t)) rl.Add(!x.Tilde || t.Tilde ? x : t);
            }
        }
        return new TermList(false, Norm(rl));
    }

    internal TermList Where(System.Predicate<Term> f) => new(false, Terms.FindAll(f));

    internal bool Equal(TermList y) => SubsetOf(y) && y.SubsetOf(this);

    internal bool SubsetOf(TermList y)
    {
        if (y.IsAll) return true;
        if (IsAll) return false;
        if (y.IsEmpty) return IsEmpty;
        foreach (var x in Terms)
        {
            bool found = false;
            foreach (var t in y.Terms)
            {
                if (TermSubset(x, t)) { found = true; break; }
            }
            if (!found) return false;
        }
        return true;
    }

    internal bool Includes(Type t)
    {
        if (IsAll) return true;
        foreach (var x in Terms)
        {
            if (Includes(x, t)) return true;
        }
        return false;
    }

    internal static bool Includes(Term x, Type t) => TypeOps.Identical(x.Type, x.Tilde ? t.Underlying : t);

    private static bool TermSubset(Term x, Term y) => !Disjoint(x, y) && (!x.Tilde || y.Tilde);

    internal static bool Disjoint(Term x, Term y)
    {
        var ux = y.Tilde ? x.Type.Underlying : x.Type;
        var uy = x.Tilde ? y.Type.Underlying : y.Type;
        return !TypeOps.Identical(ux, uy);
    }

    internal string ToString(System.Func<Package, string>? qualifier)
    {
        if (IsAll) return "𝓤";
        if (Terms.Count == 0) return "∅";
        var b = new StringBuilder();
        foreach (var t in Terms)
        {
            if (b.Length > 0) b.Append(" | ");
            if (t.Tilde) b.Append('~');
            b.Append(TypeString.Of(t.Type, qualifier));
        }
        return b.ToString();
    }

    public override string ToString() => ToString(null);
}
