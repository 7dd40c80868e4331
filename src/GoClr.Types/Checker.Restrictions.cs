// What gc refuses although the type rules allow it: restrictions of its implementation, checked once a package has no other errors.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    /// <summary>An anonymous interface that contains itself without a named type on the way has no type descriptor.</summary>
    private void AnonymousInterfaceCycles()
    {
        if (_interfaces.Count == 0) return;
        var finder = new InterfaceCycleFinder();
        foreach (var (pos, t) in _interfaces)
        {
            if (!finder.HasCycle(t)) continue;
            Error(pos, "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)");
            finder.Reset();
        }
    }

    private sealed class InterfaceCycleFinder
    {
        /// <summary>true: being visited; false: done.</summary>
        private readonly Dictionary<InterfaceT, bool> _cyclic = [];

        internal void Reset()
        {
            foreach (var t in new List<InterfaceT>(_cyclic.Keys)) _cyclic[t] = false;
        }

        internal bool HasCycle(InterfaceT t)
        {
            foreach (var m in t.TypeSet.Methods)
            {
                if (Visit(m.Type)) return true;
            }
            return false;
        }

        private bool Visit(Type? typ)
        {
            switch (typ == null ? null : TypeOps.Unalias(typ))
            {
                case ArrayT t: return Visit(t.Elem);
                case SliceT t: return Visit(t.Elem);
                case PointerT t: return Visit(t.Elem);
                case ChanT t: return Visit(t.Elem);
                case MapT t: return Visit(t.Key) || Visit(t.Elem);
                case StructT t: return Vars(t.Fields);
                case SignatureT t: return Vars(t.Params.Vars) || Vars(t.Results.Vars);
                case InterfaceT t:
                    if (t.Methods.Count == 0 && t.Embedded.Count == 0) return false;
                    if (_cyclic.TryGetValue(t, out bool visiting)) return visiting;
                    _cyclic[t] = true;
                    if (HasCycle(t)) return true;
                    _cyclic[t] = false;
                    return false;
                default: return false;
            }
        }

        private bool Vars(List<Var> list)
        {
            foreach (var v in list)
            {
                if (Visit(v.Type)) return true;
            }
            return false;
        }
    }

    private void MissingBodies()
    {
        if (!Conf.Complete || Conf.IgnoreFuncBodies) return;
        foreach (var (file, _) in _checkedFiles)
        {
            HashSet<string>? linknames = null;
            foreach (var d in file.DeclList)
            {
                if (d is not FuncDecl { Body: null } f) continue;
                if (linknames == null)
                {
                    linknames = [];
                    foreach (var p in file.Pragmas)
                    {
                        if (p.Verb is "go:linkname" or "go:linknamestd" && p.Args.Length > 0) linknames.Add(p.Args[0]);
                    }
                }
                string name = f.Name.Value;
                if (f.Recv == null ? !linknames.Contains(name) : true) Error(f.Name.Pos, "missing function body");
            }
        }
    }
}
