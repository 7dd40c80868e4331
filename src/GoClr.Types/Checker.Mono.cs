// Instantiation without end: func f[T any]() { f[*T]() } has no finite set of instances.
//
// A graph with a vertex for each type parameter (and each local type of a generic function) and an edge to a parameter from what it is instantiated
// with; weight 0 if that is the parameter itself, 1 if it is derived from it. A cycle of positive weight never ends.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    private struct MonoVertex
    {
        internal int Weight, Pre, Len;
        internal TypeName Obj;
    }

    private readonly record struct MonoEdge(int Dst, int Src, int Weight, Pos Pos, Type Typ);

    private MonoVertex[] _monoVertices = new MonoVertex[8];
    private int _monoCount;
    private readonly List<MonoEdge> _monoEdges = [];
    /// <summary>Receiver type parameters of methods → those of the type.</summary>
    private readonly Dictionary<TypeParam, TypeParam> _monoCanon = [];
    private readonly Dictionary<TypeName, int> _monoIndex = [];

    internal void RecordCanon(TypeParam mpar, TypeParam tpar) => _monoCanon[mpar] = tpar;

    private void Monomorph()
    {
        bool again = true;
        while (again)
        {
            again = false;
            for (int i = 0; i < _monoEdges.Count; i++)
            {
                var edge = _monoEdges[i];
                ref var src = ref _monoVertices[edge.Src];
                ref var dst = ref _monoVertices[edge.Dst];
                int w = src.Weight + edge.Weight;
                if (w <= dst.Weight) continue;
                dst.Pre = i;
                dst.Len = src.Len + 1;
                if (dst.Len == _monoCount)
                {
                    ReportInstanceLoop(edge.Dst);
                    return;
                }
                dst.Weight = w;
                again = true;
            }
        }
    }

    private void ReportInstanceLoop(int v)
    {
        var stack = new List<int>();
        var seen = new bool[_monoCount];
        while (!seen[v])
        {
            stack.Add(v);
            seen[v] = true;
            v = _monoEdges[_monoVertices[v].Pre].Src;
        }
        while (stack[0] != v) stack.RemoveAt(0);
        var err = NewError().Add(_monoVertices[v].Obj.Pos, "instantiation cycle:");
        foreach (int i in stack)
        {
            var edge = _monoEdges[_monoVertices[i].Pre];
            var obj = _monoVertices[edge.Dst].Obj;
            string how = obj.Type is TypeParam ? "instantiated as" : "implicitly parameterized by";
            err.Add(edge.Pos, $"{obj.Name} {how} {TypeString.Of(edge.Typ, p => p == Pkg ? "" : p.Path)}");
        }
        err.Report();
    }

    /// <summary>tparams were instantiated with targs; xlist: where the explicit ones stand.</summary>
    internal void MonoRecordInstance(Pos pos, List<TypeParam> tparams, List<Type> targs, List<Expr> xlist)
    {
        for (int i = 0; i < tparams.Count && i < targs.Count; i++)
        {
            // Cycles stay within one package.
            if (tparams[i].Obj.Pkg == Pkg) MonoAssign(i < xlist.Count ? Extent.StartPos(xlist[i]) : pos, tparams[i], targs[i]);
        }
    }

    private void MonoAssign(Pos pos, TypeParam tpar, Type targ)
    {
        void Flow(int src, Type typ) => _monoEdges.Add(new MonoEdge(TypeParamVertex(tpar), src, typ == targ ? 0 : 1, pos, targ));

        void Do(Type? t0)
        {
            if (t0 == null) return;
            switch (TypeOps.Unalias(t0))
            {
                case TypeParam t: Flow(TypeParamVertex(t), t); break;
                case Named t:
                    if (LocalNamedVertex(t.Origin) is var src and >= 0) Flow(src, t);
                    foreach (var a in t.TypeArgs) Do(a);
                    break;
                case ArrayT t: Do(t.Elem); break;
                case SliceT t: Do(t.Elem); break;
                case PointerT t: Do(t.Elem); break;
                case ChanT t: Do(t.Elem); break;
                case MapT t: Do(t.Key); Do(t.Elem); break;
                case InterfaceT t:
                    foreach (var m in t.TypeSet.Methods) Do(m.Type);
                    break;
                case SignatureT t:
                    foreach (var v in t.Params.Vars) Do(v.Type);
                    foreach (var v in t.Results.Vars) Do(v.Type);
                    break;
                case StructT t:
                    foreach (var f in t.Fields) Do(f.Type);
                    break;
            }
        }

        Do(targ);
    }

    private int NewMonoVertex(TypeName obj)
    {
        if (_monoCount == _monoVertices.Length) System.Array.Resize(ref _monoVertices, 2 * _monoCount);
        _monoVertices[_monoCount] = new MonoVertex { Obj = obj };
        return _monoCount++;
    }

    private int LocalNamedVertex(Named named)
    {
        var obj = named.Obj;
        if (obj.Pkg != Pkg || obj.Parent == Pkg.Scope) return -1;
        if (_monoIndex.TryGetValue(obj, out int idx)) return idx;
        idx = -1;
        for (var scope = obj.Parent; scope != null && scope != Pkg.Scope; scope = scope.Parent)
        {
            foreach (var (_, elem) in scope.Elems)
            {
                if (elem is not TypeName { Type: TypeParam tpar } || elem.Pos.CompareTo(obj.Pos) >= 0) continue;
                if (idx < 0) idx = NewMonoVertex(obj);
                _monoEdges.Add(new MonoEdge(idx, TypeParamVertex(tpar), 1, obj.Pos, tpar));
            }
        }
        _monoIndex[obj] = idx;
        return idx;
    }

    private int TypeParamVertex(TypeParam tpar)
    {
        while (_monoCanon.TryGetValue(tpar, out var canon)) tpar = canon;
        if (_monoIndex.TryGetValue(tpar.Obj, out int idx)) return idx;
        return _monoIndex[tpar.Obj] = NewMonoVertex(tpar.Obj);
    }
}
