// A mistake found while loading, with the text that `go` prints for it (several lines where go prints several).
using System;

namespace GoClr.Build.Load;

public sealed class LoadError(string text, string? importPath = null) : Exception(text)
{
    /// <summary>The package it is about, if it is about one.</summary>
    public string? ImportPath { get; } = importPath;
    public string Text => Message;
}
