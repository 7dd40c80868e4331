// The order of package initialisation (spec, "Package initialization"): variables by dependencies, then by declaration order.
//
// Dependencies were recorded while bodies and initialisers were checked (DeclInfo.Deps). Functions are removed from the graph by connecting what
// refers to them with what they refer to; of the constants and variables left, the one with the fewest open dependencies comes next.
using System;
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    private sealed class GraphNode(Obj obj)
    {
        internal readonly Obj Obj = obj;
        internal readonly HashSet<GraphNode> Pred = [], Succ = [];
        internal int NDeps;
        internal bool Done;
        internal int Cost => Pred.Count * Succ.Count;
    }

    private void InitOrder()
    {
        var graph = DependencyGraph();
        if (graph.Count == 0) return;
        // Keys change only downwards: a node is queued anew with its new key, stale entries are skipped.
        var queue = new PriorityQueue<(GraphNode Node, int NDeps), (int, int, int)>();
        void Enqueue(GraphNode n) => queue.Enqueue((n, n.NDeps), (n.Obj is Const ? 0 : 1, n.NDeps, n.Obj.Order));
        foreach (var n in graph) Enqueue(n);

        var emitted = new HashSet<DeclInfo>();
        while (queue.TryDequeue(out var entry, out _))
        {
            var n = entry.Node;
            if (n.Done || entry.NDeps != n.NDeps) continue;
            n.Done = true;
            if (n.NDeps > 0)
            {
                var cycle = FindPath(n.Obj, n.Obj);
                if (cycle != null) ReportCycle(cycle);
            }
            foreach (var p in n.Pred)
            {
                p.NDeps--;
                if (!p.Done) Enqueue(p);
            }
            if (n.Obj is not Var v || v.DeclInfo is not { HasInitializer: true } info || !emitted.Add(info)) continue;
            Info.InitOrder.Add(new Initializer(info.Lhs ?? [v], info.Init!));
        }
    }

    private List<GraphNode> DependencyGraph()
    {
        var nodes = new Dictionary<Obj, GraphNode>();
        var all = new List<GraphNode>();
        foreach (var obj in ObjList)
        {
            if (obj is TypeName) continue;
            var n = new GraphNode(obj);
            nodes[obj] = n;
            all.Add(n);
        }
        // Functions without dependencies, and what nobody needs, change nothing: most of a package's functions refer to functions only.
        foreach (var n in all)
        {
            if (n.Obj.DeclInfo?.Deps is not { } deps) continue;
            foreach (var d in deps)
            {
                if (!nodes.TryGetValue(d, out var s)) continue;
                n.Succ.Add(s);
                s.Pred.Add(n);
            }
        }
        var graph = new List<GraphNode>();
        var funcs = new List<GraphNode>();
        foreach (var n in all) (n.Obj is GoClr.Types.Func ? funcs : graph).Add(n);
        EliminateFuncs(funcs, graph);
        return graph;
    }

    /// <summary>
    /// Replaces each edge variable → function by edges to all variables and constants the function reaches through functions. Done by one
    /// traversal per strongly connected set of functions, so its cost does not explode on dense call graphs.
    /// </summary>
    private static void EliminateFuncs(List<GraphNode> funcs, List<GraphNode> graph)
    {
        var reach = new Dictionary<GraphNode, HashSet<GraphNode>>();
        // Tarjan, iterative: components come out callees first.
        var index = new Dictionary<GraphNode, int>();
        var low = new Dictionary<GraphNode, int>();
        var onStack = new HashSet<GraphNode>();
        var stack = new List<GraphNode>();
        var work = new Stack<(GraphNode Node, IEnumerator<GraphNode> Left)>();
        foreach (var root in funcs)
        {
            if (index.ContainsKey(root) || root.Pred.Count == 0) continue;
            Visit(root);
            while (work.Count > 0)
            {
                var (n, rest) = work.Peek();
                if (rest.MoveNext())
                {
                    var s = rest.Current;
                    if (s.Obj is not GoClr.Types.Func) continue;
                    if (!index.ContainsKey(s)) Visit(s);
                    else if (onStack.Contains(s)) low[n] = Math.Min(low[n], index[s]);
                    continue;
                }
                work.Pop();
                if (work.Count > 0) low[work.Peek().Node] = Math.Min(low[work.Peek().Node], low[n]);
                if (low[n] != index[n]) continue;
                var set = new HashSet<GraphNode>();
                int from = stack.LastIndexOf(n);
                for (int i = from; i < stack.Count; i++)
                {
                    reach[stack[i]] = set;
                    onStack.Remove(stack[i]);
                }
                for (int i = from; i < stack.Count; i++)
                {
                    foreach (var s in stack[i].Succ)
                    {
                        if (s.Obj is not GoClr.Types.Func) set.Add(s);
                        else if (reach[s] != set) set.UnionWith(reach[s]);
                    }
                }
                stack.RemoveRange(from, stack.Count - from);
            }
        }

        foreach (var n in graph)
        {
            n.Pred.RemoveWhere(p => p.Obj is GoClr.Types.Func);
            List<GraphNode>? viaFuncs = null;
            foreach (var s in n.Succ)
            {
                if (s.Obj is GoClr.Types.Func) (viaFuncs ??= []).Add(s);
            }
            if (viaFuncs == null) continue;
            foreach (var f in viaFuncs)
            {
                n.Succ.Remove(f);
                if (reach.TryGetValue(f, out var set)) n.Succ.UnionWith(set);
            }
        }
        foreach (var n in graph)
        {
            foreach (var s in n.Succ) s.Pred.Add(n);
            n.NDeps = n.Succ.Count;
        }

        void Visit(GraphNode n)
        {
            index[n] = low[n] = index.Count;
            stack.Add(n);
            onStack.Add(n);
            work.Push((n, n.Succ.GetEnumerator()));
        }
    }

    /// <summary>A path of dependencies from..to, reversed; null if there is none. Depth first, without recursion.</summary>
    private static List<Obj>? FindPath(Obj from, Obj to)
    {
        var seen = new HashSet<Obj> { from };
        var path = new List<(Obj Obj, List<Obj> Deps, int Next)> { (from, SortedDeps(from), 0) };
        while (path.Count > 0)
        {
            var (obj, deps, next) = path[^1];
            if (next == deps.Count) { path.RemoveAt(path.Count - 1); continue; }
            path[^1] = (obj, deps, next + 1);
            var d = deps[next];
            if (d == to)
            {
                var result = new List<Obj> { d };
                for (int i = path.Count - 1; i > 0; i--) result.Add(path[i].Obj);
                return result;
            }
            if (seen.Add(d)) path.Add((d, SortedDeps(d), 0));
        }
        return null;
    }

    private static List<Obj> SortedDeps(Obj obj)
    {
        if (obj.DeclInfo?.Deps is not { } set) return [];
        var deps = new List<Obj>(set);
        deps.Sort((a, b) => a.Order.CompareTo(b.Order));
        return deps;
    }

    private void ReportCycle(List<Obj> cycle)
    {
        var obj = cycle[0];
        if (cycle.Count == 1)
        {
            Error(obj.Pos, $"initialization cycle: {obj.Name} refers to itself");
            return;
        }
        var err = NewError().Add(obj.Pos, $"initialization cycle for {obj.Name}");
        for (int j = cycle.Count - 1; j >= 0; j--)
        {
            err.Add(obj.Pos, $"{obj.Name} refers to {cycle[j].Name}");
            obj = cycle[j];
        }
        err.Report();
    }
}
