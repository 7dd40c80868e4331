// Cycles of type declarations that have no type literal on them: type A B; type B A. Found on the syntax before any declaration is checked, so
// that following right-hand sides always ends.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    private void DirectCycles()
    {
        var pathIdx = new Dictionary<TypeName, int>();      // on the current path: index there; done: -1
        var path = new List<TypeName>();
        foreach (var obj in ObjList)
        {
            if (obj is not TypeName t) continue;
            path.Clear();
            TypeName? tname = t;
            while (tname != null)
            {
                bool found = pathIdx.TryGetValue(tname, out int start);
                if (start < 0) break;
                if (found)
                {
                    tname.Type = Universe.Invalid;
                    var cycle = new List<Obj>(path.GetRange(start, path.Count - start));
                    CycleError(cycle, FirstInSource(cycle));
                    break;
                }
                pathIdx[tname] = path.Count;
                path.Add(tname);
                tname = tname.DeclInfo?.TDecl?.Type is Name rhs ? Pkg.Scope.Lookup(rhs.Value) as TypeName : null;
            }
            foreach (var p in path) pathIdx[p] = -1;
        }
    }

    /// <summary>t's declaration is far enough that it has an underlying type; else the cycle is reported.</summary>
    internal bool IsComplete(Type? t)
    {
        while (true)
        {
            Obj obj;
            Type? rhs;
            bool instance;
            switch (t)
            {
                case AliasT a: (obj, rhs, instance) = (a.Obj, a.FromRhs, a.TypeArgs.Count > 0); break;
                case Named n: (obj, rhs, instance) = (n.Obj, n.FromRhs, n.TypeArgs.Count > 0); break;
                default: return true;
            }
            if (!instance && obj.PathIndex > 0 && obj.Pkg == Pkg)
            {
                var cycle = ObjPath.GetRange(obj.PathIndex - 1, ObjPath.Count - obj.PathIndex + 1);
                CycleError(cycle, FirstInSource(cycle));
                return false;
            }
            if (rhs == null) return true;
            t = rhs;
        }
    }
}
