using System;

namespace GoClr.Syntax;

/// <summary>A source file: its bytes, the name that messages show, and the //line directives in it.</summary>
public sealed class SourceFile(string path, string displayName, byte[] text)
{
    /// <summary>Absolute path on disk; the content key of caches.</summary>
    public string Path { get; } = path;
    /// <summary>The name messages print, as gc prints it (relative to the working folder where that is shorter).</summary>
    public string DisplayName { get; } = displayName;
    /// <summary>The name that programs know the file by: its path, or what -trimpath makes of it.</summary>
    public string RecordedPath { get; init; } = path;
    public byte[] Text { get; } = text;
    /// <summary>Language version from a //go:build line ("go1.21"), or null: the module's version holds.</summary>
    public string? GoVersion { get; set; }
    /// <summary>//line directives, sorted by line: from (Line, Col) on, positions count from (Name, BaseLine, BaseCol). BaseCol 0: no columns.</summary>
    public LineDirective[] LineDirectives { get; set; } = [];
}

public readonly record struct LineDirective(uint Line, uint Col, string Name, uint BaseLine, uint BaseCol);

/// <summary>
/// A position: file, line and column (both from 1; the column counts bytes). default(Pos) is "unknown".
/// Absolute; <see cref="RelName"/>, <see cref="RelLine"/> and <see cref="RelCol"/> apply //line directives and are what messages and tracebacks print.
/// </summary>
public readonly struct Pos(SourceFile? file, uint line, uint col) : IComparable<Pos>, IEquatable<Pos>
{
    public readonly SourceFile? File = file;
    public readonly uint Line = line, Col = col;

    public bool IsKnown => Line > 0;
    public string RelName => Directive() is { Name: { } n } ? n : File?.DisplayName ?? "";
    public uint RelLine => Directive() is { Name: not null } d ? d.BaseLine + (Line - d.Line) : Line;
    public uint RelCol => Directive() is { Name: not null } d ? d.BaseCol == 0 ? 0 : Line == d.Line ? d.BaseCol + (Col - d.Col) : Col : Col;

    private LineDirective Directive()
    {
        LineDirective found = default;
        if (File != null)
        {
            foreach (var d in File.LineDirectives)
            {
                if (d.Line > Line || d.Line == Line && d.Col > Col) break;
                found = d;
            }
        }
        return found;
    }

    public int CompareTo(Pos other)
    {
        int c = string.CompareOrdinal(File?.DisplayName, other.File?.DisplayName);
        if (c == 0) c = Line.CompareTo(other.Line);
        return c != 0 ? c : Col.CompareTo(other.Col);
    }

    public bool Equals(Pos other) => ReferenceEquals(File, other.File) && Line == other.Line && Col == other.Col;
    public override bool Equals(object? obj) => obj is Pos p && Equals(p);
    public override int GetHashCode() => HashCode.Combine(File, Line, Col);
    public override string ToString() => IsKnown ? RelCol == 0 ? $"{RelName}:{RelLine}" : $"{RelName}:{RelLine}:{RelCol}" : "<unknown position>";
}
