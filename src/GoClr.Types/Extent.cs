// What the checker asks of syntax again and again: where a node starts (most messages stand there), the parts of a list, what is in parentheses.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

internal static class Extent
{
    internal static Pos StartPos(Node n) => Positions.StartPos(n);

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
