using System;
using GoClr.Syntax;

namespace GoClr.Compiler;

/// <summary>An inconsistency inside the compiler. Thrown anywhere, caught once by the driver, which prints it with the place in the Go source.</summary>
public sealed class InternalCompilerError(Pos pos, string phase, string text, Exception? inner = null) : Exception($"{pos}: internal compiler error: {phase}: {text}", inner)
{
    public Pos Pos { get; } = pos;
    public string Phase { get; } = phase;
    public string Text { get; } = text;
}

/// <summary>A construct of Go that the compiler cannot translate yet; ends as "file:line:col: goclr: unsupported: …" and not as an internal error.</summary>
public sealed class UnsupportedException(Pos pos, string what) : Exception($"{pos}: goclr: unsupported: {what}")
{
    public Pos Pos { get; } = pos;
}
