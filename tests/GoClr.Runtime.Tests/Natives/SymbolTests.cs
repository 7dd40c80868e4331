// All natives: found by attribute, as the compiler finds them.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using GoClr.Abi;
using Xunit;

namespace GoClr.Runtime.Tests;

public unsafe class SymbolTests
{
    private static IEnumerable<(MethodInfo Method, GoSymbolAttribute Symbol)> All() =>
        from t in typeof(Malloc).Assembly.GetTypes()
        from m in t.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        from a in m.GetCustomAttributes<GoSymbolAttribute>()
        select (m, a);

    [Fact]
    public void NamesAreUnique()
    {
        string[] twice = [.. All().GroupBy(x => x.Symbol.Name).Where(x => x.Count() > 1).Select(x => x.Key)];
        Assert.Empty(twice);
        Assert.True(All().Count() > 200);
    }

    [Fact]
    public void SignaturesAreScalars()
    {
        List<string> bad = [];
        foreach (var (m, a) in All())
        {
            ParameterInfo[] p = m.GetParameters();
            if (!m.IsStatic || !m.IsPublic || !m.DeclaringType!.IsVisible) bad.Add(a.Name + ": not public static");
            if (m.IsGenericMethod) bad.Add(a.Name + ": generic");
            if (p.Length == 0 || p[0].ParameterType != typeof(G).MakePointerType()) bad.Add(a.Name + ": first parameter is not G*");
            foreach (ParameterInfo x in p) if (!Scalar(x.ParameterType)) bad.Add(a.Name + ": parameter " + x.Name);
            if (m.ReturnType != typeof(void) && m.ReturnType != typeof(W2) && !Scalar(m.ReturnType)) bad.Add(a.Name + ": result");
        }
        Assert.Empty(bad);
    }

    // IL's int32, int64, float32, float64 and pointers; nothing that a caller would have to convert.
    private static bool Scalar(Type t) => t.IsPointer || t == typeof(int) || t == typeof(uint) || t == typeof(long) || t == typeof(ulong) || t == typeof(float) || t == typeof(double);
}
