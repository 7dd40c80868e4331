// What -v, -x and -n print: names of packages, and the steps of a build as commands of a shell would look. -n takes none of them.
using System;
using System.Collections.Generic;
using System.Linq;
using GoClr.Build.Driver;
using GoClr.Build.Load;

namespace GoClr.Build.Publish;

internal sealed class Steps(BuildOptions options)
{
    private static void Say(string line) => Console.Error.WriteLine(line);

    public void Compile(IReadOnlyList<LoadedPackage> packages, Toolchain tools)
    {
        if (options.Print) Say($"GOROOT='{tools.Goroot}' GOCLRCACHE='{tools.CacheDir}'");
        foreach (var p in packages)
        {
            if (options.Print) Say($"compile -p {(p.IsMain ? "main" : p.ImportPath)} -lang={p.GoVersion} {string.Join(' ', p.Sources.Select(s => s.DisplayName))} # {p.ImportPath}");
            else if (options.Verbose && !p.IsStd) Say(p.ImportPath);
        }
    }

    public void Link(LoadedPackage main)
    {
        if (options.Print) Say($"link {main.ImportPath}");
    }

    public void Precompile(LoadedPackage main)
    {
        if (options.Print) Say($"crossgen2 {main.ImportPath}");
    }

    public void Write(string mode, string path)
    {
        if (options.Print) Say($"write -buildmode={(mode == "default" ? "exe" : mode)} {path}");
    }
}
