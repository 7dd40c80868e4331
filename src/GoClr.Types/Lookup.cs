// Selecting a field or method by name (spec, "Selectors"): breadth-first through embedded fields; the shallowest depth wins, two at the same
// depth are ambiguous.
using System.Collections.Generic;

namespace GoClr.Types;

/// <summary>
/// Obj: the Var or Func, or null. Then Index != null says that the name is ambiguous, and Indirect that the method exists but needs an
/// addressable receiver or a pointer. Otherwise Index is the path and Indirect tells whether a pointer is followed on it.
/// </summary>
public readonly record struct LookupResult(Obj? Obj, int[]? Index, bool Indirect);

public static class Lookup
{
    private struct Embedded(Type type, int[] index, bool indirect, bool multiples)
    {
        internal readonly Type Type = type;
        internal readonly int[] Index = index;
        internal readonly bool Indirect = indirect;
        internal bool Multiples = multiples;
    }

    /// <summary>The signature of a method of a package that is being checked may not be set up yet: call Checker.ObjDecl before using it.</summary>
    public static LookupResult FieldOrMethod(Type t, bool addressable, Package? pkg, string name, bool foldCase = false)
    {
        // Types with an underlying pointer have no methods, but fields of the struct pointed to.
        if (TypeOps.AsNamed(t) is { Underlying: PointerT p })
        {
            var r = Impl(p, false, pkg, name, foldCase);
            return r.Obj is Func ? default : r;
        }
        return Impl(t, addressable, pkg, name, foldCase);
    }

    internal static LookupResult Impl(Type t, bool addressable, Package? pkg, string name, bool foldCase)
    {
        if (name == "_") return default;
        var (typ, isPtr) = TypeOps.Deref(t);
        if (isPtr && typ.Underlying is InterfaceT) return default;      // a pointer to an interface has no methods

        Obj? obj = null;
        int[]? index = null;
        bool indirect = false;
        List<Named>? seen = null;
        var current = new List<Embedded> { new(typ, [], isPtr, false) };
        while (current.Count > 0)
        {
            List<Embedded>? next = null;
            foreach (var e in current)
            {
                if (TypeOps.AsNamed(e.Type) is { } named)
                {
                    if (seen != null && Contains(seen, named)) continue;      // shadowed by itself at a shallower depth
                    (seen ??= []).Add(named);
                    if (FindMethod(named, pkg, name, foldCase) is var i and >= 0)
                    {
                        index = Concat(e.Index, i);
                        if (obj != null || e.Multiples) return new LookupResult(null, index, false);
                        obj = named.MethodAt(i);
                        indirect = e.Indirect;
                        continue;
                    }
                }
                switch (e.Type.Underlying)
                {
                    case StructT s:
                        for (int i = 0; i < s.Fields.Count; i++)
                        {
                            var f = s.Fields[i];
                            if (TypeOps.SameId(f, pkg, name, foldCase))
                            {
                                index = Concat(e.Index, i);
                                if (obj != null || e.Multiples) return new LookupResult(null, index, false);
                                obj = f;
                                indirect = e.Indirect;
                                continue;
                            }
                            if (obj == null && f.Embedded)
                            {
                                var (ft, fptr) = TypeOps.Deref(f.Type!);
                                (next ??= []).Add(new Embedded(ft, Concat(e.Index, i), e.Indirect || fptr, e.Multiples));
                            }
                        }
                        break;
                    case InterfaceT it:
                        var set = it.TypeSet;
                        if (set.LookupMethod(pkg, name, foldCase) is var mi and >= 0)
                        {
                            index = Concat(e.Index, mi);
                            if (obj != null || e.Multiples) return new LookupResult(null, index, false);
                            obj = set.Methods[mi];
                            indirect = e.Indirect;
                        }
                        break;
                }
            }
            if (obj != null)
            {
                if (obj is Func { HasPtrRecv: true } && !indirect && !addressable) return new LookupResult(null, null, true);
                return new LookupResult(obj, index, indirect);
            }
            if (next == null) break;
            current = Consolidate(next);
        }
        return default;
    }

    private static int FindMethod(Named n, Package? pkg, string name, bool foldCase)
    {
        var methods = n.Origin.Methods;
        if (methods.Count == 0) return -1;
        if (foldCase)
        {
            for (int i = 0; i < methods.Count; i++)
            {
                if (string.Equals(methods[i].Name, name, System.StringComparison.OrdinalIgnoreCase)) return i;
            }
            return -1;
        }
        if (!TypeOps.SamePkg(n.Obj.Pkg, pkg) && !TypeOps.IsExported(name)) return -1;
        for (int i = 0; i < methods.Count; i++)
        {
            if (methods[i].Name == name) return i;
        }
        return -1;
    }

    private static bool Contains(List<Named> list, Named n)
    {
        foreach (var t in list)
        {
            if (TypeOps.Identical(t, n)) return true;
        }
        return false;
    }

    private static int[] Concat(int[] path, int i)
    {
        var r = new int[path.Length + 1];
        path.CopyTo(r, 0);
        r[^1] = i;
        return r;
    }

    /// <summary>Entries of identical type become one, marked as occurring several times.</summary>
    private static List<Embedded> Consolidate(List<Embedded> list)
    {
        if (list.Count <= 1) return list;
        var result = new List<Embedded>(list.Count);
        foreach (var e in list)
        {
            int at = -1;
            for (int i = 0; i < result.Count && at < 0; i++)
            {
                if (TypeOps.Identical(result[i].Type, e.Type)) at = i;
            }
            if (at < 0) { result.Add(e); continue; }
            var x = result[at];
            x.Multiples = true;
            result[at] = x;
        }
        return result;
    }
}
