// Facts that need a Go tree or real Go say so and are reported as skipped without it; ./test sets both variables.
using System;
using System.IO;
using Xunit;

namespace GoClr.Testing;

internal static class Needs
{
    /// <summary>A Go 1.27 source tree.</summary>
    public static string? GorootOrNull => Folder("GOROOT", "src");
    public static string Goroot => GorootOrNull ?? throw new InvalidOperationException("GOROOT is not set to a Go tree");
    /// <summary>GOROOT of a real Go 1.27 with its commands.</summary>
    public static string? OracleOrNull => Folder("GOCLR_ORACLE", "bin/go");
    public static string Oracle => OracleOrNull ?? throw new InvalidOperationException("GOCLR_ORACLE is not set to the GOROOT of a real Go");

    private static string? Folder(string variable, string content) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } dir && Path.Exists(Path.Combine(dir, content)) ? dir : null;
}

public sealed class GorootFactAttribute : FactAttribute
{
    public GorootFactAttribute()
    {
        if (Needs.GorootOrNull == null) Skip = "needs a Go tree: set GOROOT";
    }
}

public sealed class GorootTheoryAttribute : TheoryAttribute
{
    public GorootTheoryAttribute()
    {
        if (Needs.GorootOrNull == null) Skip = "needs a Go tree: set GOROOT";
    }
}

public sealed class OracleFactAttribute : FactAttribute
{
    public OracleFactAttribute()
    {
        if (Needs.OracleOrNull == null) Skip = "needs real Go: set GOCLR_ORACLE to its GOROOT";
    }
}
