// The tree as indented text, one node a line with its position and what it holds besides children. For debugging and tests.
using System.Collections.Generic;
using System.IO;

namespace GoClr.Syntax;

public static class Dumper
{
    public static void Dump(TextWriter w, Node root)
    {
        var stack = new List<(Node Node, int Depth)> { (root, 0) };
        var children = new List<Node>();
        while (stack.Count > 0)
        {
            var (n, depth) = stack[^1];
            stack.RemoveAt(stack.Count - 1);
            string detail = Detail(n);
            w.WriteLine($"{new string(' ', depth * 2)}{n.GetType().Name} {n.Pos.Line}:{n.Pos.Col}{(detail == "" ? "" : " ")}{detail}");
            children.Clear();
            Walker.AddChildren(n, children);
            for (int i = children.Count - 1; i >= 0; i--) stack.Add((children[i], depth + 1));
        }
    }

    private static string Detail(Node n) => n switch
    {
        Name x => x.Value,
        BasicLit x => $"{x.Kind} {x.Value}",
        Operation x => x.Op.Text(),
        AssignStmt x => x.Rhs == null ? x.Op.Text() + x.Op.Text() : x.Def ? ":=" : x.Op.Text() + "=",
        RangeClause { Lhs: not null } x => x.Def ? ":=" : "=",
        BranchStmt x => x.Target == null ? x.Tok.ToString() : $"{x.Tok} to {x.Target.Pos.Line}:{x.Target.Pos.Col}",
        CallStmt x => x.IsDefer ? "defer" : "go",
        CallExpr { HasDots: true } => "...",
        ChanType x => x.Dir.ToString(),
        TypeDecl { Alias: true } => "alias",
        _ => "",
    };
}
