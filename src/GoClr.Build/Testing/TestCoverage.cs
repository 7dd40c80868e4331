// Coverage of a test program: see docs/testing.md.
using System;
using System.Collections.Generic;
using GoClr.Build.Load;

namespace GoClr.Build.Testing;

internal sealed class TestCoverage
{
    public string InitText => "";
    public string Functions => "";

    public void AddImports(Action<string, string, LoadedPackage> import, IReadOnlyDictionary<string, LoadedPackage> std)
    {
    }
}
