// The complete method set of a type, promoted methods included, in the order of descriptors and itabs.
//
// Breadth first over embedded fields, as the spec's rule for selectors says: the shallowest declaration of a name wins, two at the same depth
// hide each other and everything below. Fields hide methods too.
using System.Collections.Concurrent;
using System.Collections.Generic;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

/// <summary>
/// Method <see cref="Method"/> of a type: reached by the field path <see cref="Path"/> (empty: declared for the type itself).
/// </summary>
public sealed class MethodEntry
{
    public Func Method = null!;
    /// <summary>Field indices to follow from the (dereferenced) type; each step dereferences if the field is a pointer.</summary>
    public int[] Path = [];
    /// <summary>The path goes through an embedded pointer.</summary>
    public bool Indirect;
    /// <summary>The method is one of an embedded interface (or of an interface type itself).</summary>
    public bool OfInterface;
    /// <summary>The type that declares it: Named, or an interface.</summary>
    public Type Holder = null!;
    public string Name => Method.Name;
    /// <summary>Declared with a pointer receiver.</summary>
    public bool PtrRecv => !OfInterface && Method.Sig.Recv is { Type: { } r } && TypeOps.Unalias(r) is PointerT;
    /// <summary>In the method set of T, not only in that of *T.</summary>
    public bool InValueSet => OfInterface || Indirect || !PtrRecv;
}

public sealed class MethodSets(LinkNames names)
{
    private readonly ConcurrentDictionary<string, List<MethodEntry>> _sets = new();
    private static readonly List<MethodEntry> s_none = [];

    /// <summary>All methods of *t (t is not a pointer), sorted. Those of t itself have InValueSet.</summary>
    public List<MethodEntry> All(Type t)
    {
        t = TypeOps.Unalias(t);
        if (t is not Named and not StructT) return s_none;
        if (t is Named { Underlying: InterfaceT or PointerT }) return s_none;
        if (t is Named n && n.NumMethods == 0 && n.Underlying is not StructT) return s_none;
        if (t is StructT s && !HasEmbedded(s)) return s_none;
        return _sets.GetOrAdd(names.Link(t), static (_, typ) => Compute(typ), t);
    }

    /// <summary>Methods in the method set of t, which may be a pointer to a defined or struct type; for interfaces use LinkNames.InterfaceMethods.</summary>
    public List<MethodEntry> Of(Type t)
    {
        t = TypeOps.Unalias(t);
        if (t is PointerT p) return All(p.Elem);
        var all = All(t);
        foreach (var m in all)
        {
            if (m.InValueSet) continue;
            var list = new List<MethodEntry>();
            foreach (var e in all) { if (e.InValueSet) list.Add(e); }
            return list;
        }
        return all;
    }

    public MethodEntry? Find(Type t, Func wanted)
    {
        foreach (var m in Of(t))
        {
            if (m.Name == wanted.Name && (wanted.Exported || m.Method.Pkg == wanted.Pkg || m.Method.Pkg?.Path == wanted.Pkg?.Path)) return m;
        }
        return null;
    }

    private static bool HasEmbedded(StructT s)
    {
        foreach (var f in s.Fields) { if (f.Embedded) return true; }
        return false;
    }

    private readonly record struct Level(Type Type, int[] Path, bool Indirect, bool Multiple);

    private static string Id(Obj o) => o.Exported ? o.Name : o.Pkg?.Path + "." + o.Name;

    private static List<MethodEntry> Compute(Type root)
    {
        var found = new Dictionary<string, MethodEntry?>();       // null: a field or a collision hides the name
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var current = new List<Level> { new(root, [], false, false) };
        while (current.Count > 0)
        {
            var next = new List<Level>();
            var here = new Dictionary<string, MethodEntry?>();
            foreach (var level in current)
            {
                var t = TypeOps.Unalias(level.Type);
                if (t is Named n)
                {
                    if (!seen.Add(n)) continue;
                    if (n.Underlying is not InterfaceT)
                    {
                        for (int i = 0; i < n.NumMethods; i++)
                        {
                            var m = n.MethodAt(i);
                            if (m.Name == "_") continue;
                            Put(here, Id(m), level.Multiple ? null : new MethodEntry { Method = m, Path = level.Path, Indirect = level.Indirect, Holder = n });
                        }
                    }
                }
                switch (t.Underlying)
                {
                    case StructT s:
                        for (int i = 0; i < s.Fields.Count; i++)
                        {
                            var f = s.Fields[i];
                            if (f.Name == "_") continue;
                            Put(here, Id(f), null);
                            if (!f.Embedded) continue;
                            var ft = TypeOps.Unalias(f.Type!);
                            bool ptr = ft is PointerT;
                            if (ft is PointerT p) ft = TypeOps.Unalias(p.Elem);
                            if (ft is not Named and not StructT and not InterfaceT) continue;
                            int[] path = [.. level.Path, i];
                            bool multiple = level.Multiple;
                            for (int k = 0; k < next.Count; k++)
                            {
                                if (!Identical(next[k].Type, ft)) continue;
                                next[k] = next[k] with { Multiple = true };
                                multiple = true;
                                path = [];
                                break;
                            }
                            if (path.Length > 0) next.Add(new Level(ft, path, level.Indirect || ptr, multiple));
                        }
                        break;
                    case InterfaceT it:
                        foreach (var m in LinkNames.InterfaceMethods(it))
                            Put(here, Id(m), level.Multiple ? null : new MethodEntry { Method = m, Path = level.Path, Indirect = level.Indirect, OfInterface = true, Holder = t });
                        break;
                }
            }
            foreach (var (id, m) in here) found.TryAdd(id, m);
            current = next;
        }
        var result = new List<MethodEntry>();
        foreach (var m in found.Values) { if (m != null) result.Add(m); }
        result.Sort((a, b) => LinkNames.CompareMethods(a.Method, b.Method));
        return result;
    }

    private static bool Identical(Type a, Type b) => ReferenceEquals(a, b) || TypeOps.Identical(a, b);

    private static void Put(Dictionary<string, MethodEntry?> here, string id, MethodEntry? m)
    {
        if (!here.TryAdd(id, m)) here[id] = null;
    }
}
