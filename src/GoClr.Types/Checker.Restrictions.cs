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

    /// <summary>Directives where they mean nothing, linknames of nothing, functions without a body. The standard library is taken to be right.</summary>
    private void Directives()
    {
        if (Conf.IsStd) return;
        int before = _diags.Count;
        var linknames = new HashSet<string>();
        foreach (var (file, version) in _checkedFiles)
        {
            Pragmas.CheckPlacement(file, _diags);
            foreach (var p in file.Pragmas)
            {
                if (p.Verb == "go:embed" && version is > 0 and < 16) _diags.Error(p.Pos, "go:embed requires go1.16 or later" + VersionHint(p.Pos));
                if (p.Verb is not ("go:linkname" or "go:linknamestd") || p.Args is not [var local, ..] args) continue;
                if (args.Length > 1 && args[1].Contains('[') && args[1].Contains(']')) _diags.Error(p.Pos, $"//{p.Verb} reference of an instantiation is not allowed");
                else if (Pkg.Scope.Lookup(local) is GoClr.Types.Func or Var)
                {
                    if (!linknames.Add(local)) _diags.Error(p.Pos, $"duplicate //{p.Verb} for {local}");
                }
                else if (version is 0 or >= 18) _diags.Error(p.Pos, $"//{p.Verb} must refer to declared function or variable");
            }
        }
        foreach (var obj in ObjList)
        {
            if (obj is not GoClr.Types.Func { Decl: { } decl }) continue;
            bool Has(string verb) => decl.Pragmas != null && decl.Pragmas.Exists(p => p.Verb == verb);
            if (decl.Body == null)
            {
                if (Conf.Complete && !Conf.IgnoreFuncBodies && (decl.Recv != null || !linknames.Contains(decl.Name.Value))) _diags.Error(decl.Pos, "missing function body");
            }
            else if (decl.Pragmas != null)
            {
                if (Has("go:noescape")) _diags.Error(decl.Pos, "can only use //go:noescape with external func implementations");
                if (Has("go:uintptrkeepalive") && !Has("go:uintptrescapes") && !Has("go:nosplit")) _diags.Error(decl.Pos, "go:uintptrkeepalive requires go:nosplit");
            }
        }
        HasError |= _diags.Count > before;
    }
}
