// Which functions of a package call which, and the strongly connected components of that (Tarjan's algorithm), callees first.
//
// A function literal that captures nothing is a function like any other, with tags that its callers use; one that captures belongs to the function around it.
using System;
using System.Collections.Generic;
using GoClr.Compiler.Lower;
using GoClr.Syntax;
using GoClr.Types;

namespace GoClr.Compiler.Escape;

internal sealed class CallGraph
{
    /// <summary>A declaration, a literal that captures nothing, or the value of package-level variables (Init).</summary>
    internal sealed class Unit
    {
        internal required Node Node;
        /// <summary>Of the outermost function or value in which it stands.</summary>
        internal required BodyAnalysis Facts;
        internal Initializer? Init;
        internal readonly List<int> Calls = [];
    }

    private readonly CheckedPackage _info;
    private readonly List<Unit> _units = [];
    private readonly Dictionary<Func, int> _index = new(ReferenceEqualityComparer.Instance);

    internal CallGraph(CheckedPackage info)
    {
        _info = info;
        var decls = new List<FuncDecl>();
        foreach (var file in info.Files) foreach (var d in file.DeclList) { if (d is FuncDecl f) decls.Add(f); }
        if (info.BodyFilter == null)
        {
            foreach (var init in info.InitOrder)
            {
                if (init.Rhs != null) _units.Add(new Unit { Node = init.Rhs, Init = init, Facts = new BodyAnalysis(info, init.Rhs, null, null, null, init.Rhs) });
            }
        }
        int inits = _units.Count;
        foreach (var f in decls)
        {
            if (info.Defs[f.Name.Index] is Func o) _index[o] = _units.Count;
            bool body = f.Body != null && info.BodyFilter?.Invoke(f) != false;
            _units.Add(new Unit { Node = f, Facts = body ? new BodyAnalysis(info, f, f.Type, f.Recv, f.Body) : BodyAnalysis.None });
        }
        int n = _units.Count;
        for (int i = 0; i < n; i++)
        {
            if (i < inits) Mentions(_units[i], _units[i].Node);
            else if (_units[i].Facts != BodyAnalysis.None) Mentions(_units[i], ((FuncDecl)_units[i].Node).Body!);
        }
    }

    /// <summary>Every mention counts as a call: it costs nothing and covers bound methods too.</summary>
    private void Mentions(Unit unit, Node part)
    {
        Walker.Inspect(part, n =>
        {
            if (n is FuncLit lit && !ReferenceEquals(n, part) && unit.Facts.Captures(lit).Count == 0)
            {
                unit.Calls.Add(_units.Count);
                var own = new Unit { Node = lit, Facts = unit.Facts };
                _units.Add(own);
                Mentions(own, lit.Body);
                return false;
            }
            var o = n switch { Name x => _info.Uses[x.Index] as Func, SelectorExpr s => _info.Selections[s.Index]?.Obj as Func, _ => null };
            if (o != null && _index.TryGetValue(o.Origin, out int k) && (unit.Calls.Count == 0 || unit.Calls[^1] != k)) unit.Calls.Add(k);
            return true;
        });
    }

    internal List<List<Unit>> Components()
    {
        var result = new List<List<Unit>>();
        int n = _units.Count, counter = 0;
        var number = new int[n];
        var low = new int[n];
        var onStack = new bool[n];
        var stack = new Stack<int>();
        var work = new Stack<(int Node, int Next)>();
        for (int root = 0; root < n; root++)
        {
            if (number[root] != 0) continue;
            work.Push((root, 0));
            while (work.TryPop(out var item))
            {
                var (v, next) = item;
                var calls = _units[v].Calls;
                if (next == 0)
                {
                    number[v] = low[v] = ++counter;
                    stack.Push(v);
                    onStack[v] = true;
                }
                else
                {
                    int child = calls[next - 1];
                    low[v] = Math.Min(low[v], low[child]);
                }
                bool descended = false;
                for (int k = next; k < calls.Count; k++)
                {
                    int w = calls[k];
                    if (number[w] == 0)
                    {
                        work.Push((v, k + 1));
                        work.Push((w, 0));
                        descended = true;
                        break;
                    }
                    if (onStack[w]) low[v] = Math.Min(low[v], number[w]);
                }
                if (descended || low[v] != number[v]) continue;
                var component = new List<Unit>();
                int x;
                do
                {
                    x = stack.Pop();
                    onStack[x] = false;
                    component.Add(_units[x]);
                } while (x != v);
                component.Reverse();
                result.Add(component);
            }
        }
        return result;
    }
}
