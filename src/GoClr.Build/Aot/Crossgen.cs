// Precompilation of images to ReadyToRun with crossgen2, which comes from its NuGet package, in the version of the running framework.
// Without it everything still works, from IL.
//
// Runtime, std image and program form one version bubble (their code is inlined into each other); the framework stays outside. Nothing
// checks the bubble at run time, so whoever stores a precompiled file keys it by the content of every member.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using GoClr.Build.Driver;

namespace GoClr.Build.Aot;

public sealed class Crossgen
{
    private const string Package = "microsoft.netcore.app.crossgen2.linux-x64";
    private readonly string _tool;
    private readonly string _framework;

    private Crossgen(string tool, string framework)
    {
        _tool = tool;
        _framework = framework;
    }

    /// <summary>Finds crossgen2 (the NuGet folder, else restored into it); null if it cannot be had.</summary>
    public static Crossgen? Find(string cache, Action<string> progress)
    {
        string framework = RuntimeEnvironment.GetRuntimeDirectory();
        string version = Environment.Version.ToString(3);
        string? packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES");
        if (string.IsNullOrEmpty(packages))
        {
            string home = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } h ? h : cache;
            packages = Path.Combine(home, ".nuget", "packages");
        }
        string tool = Path.Combine(packages, Package, version, "tools", "crossgen2");
        string refused = Path.Combine(cache, "crossgen-" + version + ".missing");
        if (!File.Exists(tool) && !(File.Exists(refused) && File.GetLastWriteTimeUtc(refused) > DateTime.UtcNow.AddHours(-6)))
        {
            using var pulse = new Pulse(progress, "goclr: fetching the precompiler (once)");
            if (!Restore(cache, version)) File.WriteAllText(refused, "");
        }
        return File.Exists(tool) ? new Crossgen(tool, framework) : null;
    }

    private static bool Restore(string cache, string version)
    {
        string dir = Path.Combine(cache, "crossgen-" + Path.GetRandomFileName());
        Directory.CreateDirectory(dir);
        try
        {
            File.WriteAllText(Path.Combine(dir, "tools.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                  <ItemGroup><PackageDownload Include="Microsoft.NETCore.App.Crossgen2.linux-x64" Version="[{version}]" /></ItemGroup>
                </Project>
                """);
            return Command.Run("dotnet", ["restore", "-v", "q", "--nologo"], dir, out _) == 0;
        }
        finally
        {
            Directory.Delete(dir, recursive: true);
        }
    }

    /// <summary>Precompiles a program for its next run, in a process that outlives this one and is nobody's child: the program may wait for children of its own.</summary>
    public void CompileInBackground(string dll, IReadOnlyList<string> bubble)
    {
        static string Quote(string a) => "'" + a.Replace("'", "'\\''") + "'";
        string tmp = dll + ".aot", made = Path.Combine(tmp, Path.GetFileName(dll));
        string command = string.Join(' ', Arguments(dll, made, bubble, []).ConvertAll(Quote));
        string script = $"(mkdir -p {Quote(tmp)} && nice -n 10 {Quote(_tool)} {command} && mv -f {Quote(made)} {Quote(dll)}; rm -rf {Quote(tmp)}) </dev/null >/dev/null 2>&1 &";
        try
        {
            using var p = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]));
            p?.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No shell: the program stays as it is, which is only slower.
        }
    }

    /// <summary>Precompiles one assembly. <paramref name="bubble"/>: assemblies it may inline from, in references' form (IL or precompiled).</summary>
    /// <returns>null, or what went wrong.</returns>
    public string? Compile(string input, string output, IReadOnlyList<string> bubble, IReadOnlyList<string> references)
    {
        int status = Command.Run(_tool, Arguments(input, output, bubble, references), Path.GetDirectoryName(output)!, out string text);
        return status == 0 && File.Exists(output) ? null : $"crossgen2 ended with status {status}: {text.Trim()}";
    }

    private List<string> Arguments(string input, string output, IReadOnlyList<string> bubble, IReadOnlyList<string> references)
    {
        var args = new List<string> { input, "-o", output, "--targetos", "linux", "--targetarch", "x64", "-O" };
        if (bubble.Count > 0)
        {
            args.Add("--inputbubble");
            foreach (string b in bubble) { args.Add("--inputbubbleref"); args.Add(b); args.Add("-r"); args.Add(b); }
        }
        foreach (string r in references) { args.Add("-r"); args.Add(r); }
        args.Add("-r");
        args.Add(Path.Combine(_framework, "*.dll"));
        return args;
    }
}
