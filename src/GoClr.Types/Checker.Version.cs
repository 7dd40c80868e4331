// Language versions: features that came with go1.N are refused in files of older modules.
using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    internal const int CurrentVersion = 27;

    /// <summary>"go1.21", "go1.21.3", "1.21rc1" → 21; 0 if there is no version.</summary>
    internal static int ParseVersion(string? v)
    {
        if (string.IsNullOrEmpty(v)) return 0;
        var s = v.AsSpan();
        if (s.StartsWith("go")) s = s[2..];
        if (!s.StartsWith("1")) return 0;
        if (s.Length == 1) return 1;
        if (s[1] != '.') return 0;
        s = s[2..];
        int n = 0;
        while (n < s.Length && char.IsAsciiDigit(s[n])) n++;
        return n > 0 && int.TryParse(s[..n], NumberStyles.None, CultureInfo.InvariantCulture, out int minor) ? Math.Max(minor, 1) : 0;
    }

    internal bool AllowVersion(int minor) => Env.Version == 0 || Env.Version >= minor;

    internal bool VerifyVersion(Pos at, int minor, string what)
    {
        if (AllowVersion(minor)) return true;
        Error(at, $"{what} requires go1.{minor} or later");
        return false;
    }

    internal bool VerifyVersion(Operand at, int minor, string what) => VerifyVersion(PosOf(at), minor, what);
    internal bool VerifyVersion(Node at, int minor, string what) => VerifyVersion(Extent.StartPos(at), minor, what);

    /// <summary>The type as messages of this package show it.</summary>
    internal string Str(Type t) => TypeString.Of(t, Qualifier);
}
