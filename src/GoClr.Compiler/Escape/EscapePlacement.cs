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
        var p = body.Of(v);
        return p == Placement.Heap && escape != null && !escape.EscapesVar(v) ? Placement.Area : p;
    }

    public bool CaptureByValue(Var v) => body.CaptureByValue(v);
    public bool Escapes(Node n) => escape == null || escape.Escapes(n);
}
