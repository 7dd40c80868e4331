// Durations as Go writes and reads them: "1m30s", "1.5h", "250ms".
using System;
using System.Globalization;
using System.Text;

namespace GoClr.Build.Testing;

public static class GoDuration
{
    /// <summary>Nanoseconds, or null.</summary>
    public static long? Parse(string s)
    {
        bool negative = s.StartsWith('-');
        if (negative || s.StartsWith('+')) s = s[1..];
        if (s == "0") return 0;
        if (s == "") return null;
        decimal total = 0;
        for (int i = 0; i < s.Length;)
        {
            int start = i;
            while (i < s.Length && (char.IsAsciiDigit(s[i]) || s[i] == '.')) i++;
            if (!decimal.TryParse(s.AsSpan(start, i - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal v)) return null;
            int unit = i;
            while (i < s.Length && !char.IsAsciiDigit(s[i]) && s[i] != '.') i++;
            decimal scale = s[unit..i] switch { "ns" => 1, "us" or "µs" or "μs" => 1000, "ms" => 1_000_000, "s" => 1_000_000_000, "m" => 60_000_000_000, "h" => 3_600_000_000_000, _ => 0 };
            if (scale == 0) return null;
            total += v * scale;
        }
        if (total > long.MaxValue) return null;
        return negative ? -(long)total : (long)total;
    }

    public static string Format(long ns)
    {
        if (ns == 0) return "0s";
        string sign = ns < 0 ? "-" : "";
        ulong u = ns < 0 ? (ulong)-ns : (ulong)ns;
        if (u < 1_000_000_000)
        {
            var (scale, unit) = u < 1000 ? (1m, "ns") : u < 1_000_000 ? (1000m, "µs") : (1_000_000m, "ms");
            return sign + (u / scale).ToString("0.######", CultureInfo.InvariantCulture) + unit;
        }
        var b = new StringBuilder(sign);
        ulong minutes = u / 60_000_000_000, hours = minutes / 60;
        decimal seconds = u % 60_000_000_000 / 1_000_000_000m;
        if (hours > 0) b.Append(hours).Append('h');
        if (minutes > 0) b.Append(minutes % 60).Append('m');
        return b.Append(seconds.ToString("0.#########", CultureInfo.InvariantCulture)).Append('s').ToString();
    }
}
