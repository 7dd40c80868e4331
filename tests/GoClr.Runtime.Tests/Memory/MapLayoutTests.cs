// The structures of the map natives against the numbers that overlay/internal/runtime/maps/layout.go asserts of the Go source.
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Xunit;

namespace GoClr.Runtime.Tests;

public class MapLayoutTests
{
    private static string Overlay()
    {
        for (string? d = AppContext.BaseDirectory; d != null; d = Path.GetDirectoryName(d))
        {
            string file = Path.Combine(d, "overlay", "internal", "runtime", "maps", "layout.go");
            if (File.Exists(file)) return File.ReadAllText(file);
        }
        throw new FileNotFoundException("overlay");
    }

    [Fact]
    public void OffsetsAreThoseOfTheOverlay()
    {
        var types = new Dictionary<string, Type> { ["Map"] = typeof(GoMap), ["table"] = typeof(GoMapTable), ["Iter"] = typeof(GoMapIter), ["abi.MapType"] = typeof(GoMapType) };
        var names = new Dictionary<string, string> { ["dirPtr"] = "dir" };
        int n = 0;
        foreach (Match m in Regex.Matches(Overlay(), @"Offsetof\(([\w.]+)\{\}\.(\w+)\) - (\d+)\)"))
        {
            if (!types.TryGetValue(m.Groups[1].Value, out Type? type)) continue;      // groupsReference is a part of table
            string field = m.Groups[2].Value, lower = char.ToLowerInvariant(field[0]) + field[1..];
            Assert.Equal((m.Value, long.Parse(m.Groups[3].Value)), (m.Value, (long)Marshal.OffsetOf(type, names.GetValueOrDefault(lower, lower))));
            n++;
        }
        Assert.True(n > 30);
        Assert.Equal(24, (long)Marshal.OffsetOf<GoMapTable>("lengthMask"));
    }
}
