// Which functions of a package call which, and the strongly connected components of that (Tarjan's algorithm), callees first.
using System;
using System.Collections.Generic;
using GoClr.Syntax;
using GoClr.Types;

namespace GoClr.Compiler.Escape;

internal sealed class CallGraph
{
    private readonly CheckedPackage _info;
    private readonly List<FuncDecl> _funcs = [];
    private readonly Dictionary<Func, int> _index = new(ReferenceEqualityComparer.Instance);
    private readonly List<int>[] _calls;

    internal CallGraph(CheckedPackage info)
    {
        _info = info;
        foreach (var file in info.Files)
        {
            foreach (var d in file.DeclList)
            {
                if (d is not FuncDecl f) continue;
                if (info.Defs[f.Name.Index] is Func o) _index[o] = _funcs.Count;
                _funcs.Add(f);
            }
        }
        _calls = new List<int>[_funcs.Count];
        for (int i = 0; i < _funcs.Count; i++)
        {
            var list = _calls[i] = [];
            if (_funcs[i].Body is not { } body) continue;
            Walker.Inspect(body, n =>
            {
                // Every mention counts: it costs nothing and covers bound methods too.
                var o = n switch { Name x => _info.Uses[x.Index] as Func, SelectorExpr s => _info.Selections[s.Index]?.Obj as Func, _ => null };
                if (o != null && _index.TryGetValue(o.Origin, out int k) && (list.Count == 0 || list[^1] != k)) list.Add(k);
                return true;
            });
        }
    }

    internal List<List<FuncDecl>> Components()
    {
        var result = new List<List<FuncDecl>>();
        int n = _funcs.Count, counter = 0;
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
                if (next == 0)
                {
                    number[v] = low[v] = ++counter;
                    stack.Push(v);
                    onStack[v] = true;
                }
                else
                {
                    int child = _calls[v][next - 1];
                    low[v] = Math.Min(low[v], low[child]);
                }
                bool descended = false;
                for (int k = next; k < _calls[v].Count; k++)
                {
                    int w = _calls[v][k];
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
                var component = new List<FuncDecl>();
                int x;
                do
                {
                    x = stack.Pop();
                    onStack[x] = false;
                    component.Add(_funcs[x]);
                } while (x != v);
                component.Reverse();
                result.Add(component);
            }
        }
        return result;
    }
}
