// Types that contain themselves: type T struct { f T }. An instance is followed with its type arguments in place of the parameters, so that
// type arguments are looked at in the nest of types where the instance was written.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    private void ValidType(Named t) => ValidType0(t, [], []);

    /// <summary>nest: the types whose memory contains typ; path: all named types on the way, for the message.</summary>
    private bool ValidType0(Type? typ, List<Named> nest, List<Named> path)
    {
        if (typ == null) return true;
        switch (TypeOps.Unalias(typ))
        {
            case ArrayT t: return ValidType0(t.Elem, nest, path);
            case StructT t:
                foreach (var f in t.Fields)
                {
                    if (f.Type is Basic or PointerT or SliceT or MapT or ChanT or SignatureT) continue;
                    if (!ValidType0(f.Type, nest, path)) return false;
                }
                return true;
            case UnionT t:
                foreach (var term in t.Terms)
                {
                    if (!ValidType0(term.Type, nest, path)) return false;
                }
                return true;
            case InterfaceT t:
                foreach (var e in t.Embedded)
                {
                    if (!ValidType0(e, nest, path)) return false;
                }
                return true;
            case Named t:
                // A type of a complete package without type arguments was found valid there and cannot reach back.
                if (t.Obj.Pkg != Pkg && t.TypeArgs.Count == 0) return true;
                if (_validTypes.Contains(t)) return true;
                foreach (var e in nest)
                {
                    if (!ReferenceEquals(e, t) && (t.TypeArgs.Count == 0 || !TypeOps.Identical(e, t))) continue;
                    // t occurs in its own expansion, whatever the type arguments: the generic type is invalid too.
                    t.Origin.FromRhs = Universe.Invalid;
                    for (int start = 0; start < path.Count; start++)
                    {
                        if (!TypeOps.Identical(path[start], t)) continue;
                        CycleErrorNamed(path.GetRange(start, path.Count - start));
                        break;
                    }
                    return false;
                }
                nest.Add(t);
                path.Add(t);
                bool ok = ValidType0(Instantiation.RhsOf(t.Origin), nest, path);
                nest.RemoveAt(nest.Count - 1);
                path.RemoveAt(path.Count - 1);
                if (ok && t.TypeArgs.Count == 0 && t.TypeParams.Count == 0) _validTypes.Add(t);
                return ok;
            case TypeParam t:
                if (nest.Count > 0)
                {
                    var inst = nest[^1];
                    int i = inst.Origin.TypeParams.IndexOf(t);
                    if (i >= 0 && i < inst.TypeArgs.Count)
                    {
                        nest.RemoveAt(nest.Count - 1);
                        bool res = ValidType0(inst.TypeArgs[i], nest, path);
                        nest.Add(inst);
                        return res;
                    }
                }
                return true;
            default: return true;
        }
    }

    /// <summary>
    /// Types that are neither generic nor instances and were found valid. That holds in any nest: if one of the nest were inside such a type, the
    /// walk would have come round to the type itself.
    /// </summary>
    private readonly HashSet<Named> _validTypes = [];

    private void CycleErrorNamed(List<Named> cycle)
    {
        string NameOf(Named n)
        {
            if (n.TypeArgs.Count > 0 || n.TypeParams.Count == 0) return Str(n);
            return n.Obj.Pkg != null && Qualifier(n.Obj.Pkg) is { Length: > 0 } q ? q + "." + n.Obj.Name : n.Obj.Name;
        }

        static Pos PosOf(Named n) => n.InstancePos.IsKnown ? n.InstancePos : n.Obj.Pos;
        var pos = PosOf(cycle[0]);
        if (cycle.Count == 1)
        {
            Error(pos, $"invalid recursive type: {NameOf(cycle[0])} refers to itself");
            return;
        }
        var err = NewError().Add(pos, $"invalid recursive type {NameOf(cycle[0])}");
        for (int i = 0; i < cycle.Count; i++) err.Add(PosOf(cycle[i]), $"{NameOf(cycle[i])} refers to {NameOf(cycle[(i + 1) % cycle.Count])}");
        err.Report();
    }
}
