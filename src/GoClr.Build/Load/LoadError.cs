// A mistake found while loading, with the text that `go` prints for it (several lines where go prints several).
using System;

namespace GoClr.Build.Load;

public sealed class LoadError(string text, string? importPath = null) : Exception(text)
{
    /// <summary>The package it is about, if it is about one.</summary>
    public string? ImportPath { get; } = importPath;
    public string Text => Message;
    /// <summary>The module whose files could not be had, if that is the mistake.</summary>
    internal ModuleVersion? Module { get; init; }
    /// <summary>It is not where it was looked for; another place may have it.</summary>
    internal bool NotFound { get; init; }
}
