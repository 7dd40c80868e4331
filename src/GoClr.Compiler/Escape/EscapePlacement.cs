// The answers of escape analysis for one function being lowered.
using GoClr.Compiler.Lower;
using GoClr.Syntax;
using GoClr.Types;

namespace GoClr.Compiler.Escape;

/// <summary>body says which variables need memory at all, escape (null: not analysed) whether that may be the area.</summary>
public sealed class EscapePlacement(BodyAnalysis body, EscapeAnalysis? escape) : IPlacement
{
    public Placement Of(Var v)
    {
        if (escape?.ByValue(v) is not { } byValue) return body.Of(v);
        if (!body.IsAddrTaken(v) && (byValue || !body.IsCaptured(v))) return Placement.Scalar;
        return escape.EscapesVar(v) ? Placement.Heap : Placement.Area;
    }

    public bool Escapes(Node n, SiteKind kind) => escape == null || escape.Escapes(n, kind);
    public bool Mutated(Node n) => escape == null || escape.Mutated(n);
}
