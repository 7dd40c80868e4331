// Start of a node's source text. Node.Pos is where gc reports about the node (an operator, a '('); most messages stand at the start.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

internal static class Extent
{
    internal static Pos StartPos(Node n)
    {
        while (true)
        {
            switch (n)
            {
                case File f: return new Pos(f.Pos.File, 1, 1);
                case CompositeLit { Type: { } t }: n = t; break;
                case KeyValueExpr e: n = e.Key; break;
                case SelectorExpr e: n = e.X; break;
                case IndexExpr e: n = e.X; break;
                case AssertExpr e: n = e.X; break;
                case TypeSwitchGuard e: n = (Expr?)e.Lhs ?? e.X; break;
                case Operation { Y: not null } e: n = e.X; break;
                case CallExpr e: n = e.Fun; break;
                case ListExpr { ElemList.Count: > 0 } e: n = e.ElemList[0]; break;
                case SendStmt s: n = s.Chan; break;
                case AssignStmt s: n = s.Lhs; break;
                case RangeClause s: n = s.Lhs ?? s.X; break;
                default: return n.Pos;
            }
        }
    }

    /// <summary>The expressions of a ListExpr, or the single one; none for null.</summary>
    internal static List<Expr> Unpack(Expr? e) => e switch { null => s_none, ListExpr l => l.ElemList, _ => [e] };

    // Never written to: Unpack's callers only read.
    private static readonly List<Expr> s_none = [];

    internal static Expr Unparen(Expr e)
    {
        while (e is ParenExpr p) e = p.X;
        return e;
    }
}
