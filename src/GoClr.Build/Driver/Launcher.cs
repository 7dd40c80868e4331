// Starts a linked program: this process becomes the runtime (execve), so signals, terminal and standard streams are the program's own.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;

namespace GoClr.Build.Driver;

public static class Launcher
{
    [DllImport("libc", EntryPoint = "execve", SetLastError = true, CharSet = CharSet.Ansi)]
    private static extern int Execve(string path, string?[] argv, string?[] envp);

    /// <summary>The command line that runs images (std first, program last). With <paramref name="reportExit"/> the runtime ends as `go run` does: another status
    /// than 0 is printed ("exit status 3") and becomes 1.</summary>
    public static List<string> CommandLine(string runtimeDll, IEnumerable<string> imageDlls, IEnumerable<string> programArgs, bool reportExit)
    {
        var args = new List<string> { "dotnet", "exec", runtimeDll };
        if (reportExit) args.Add("--report-exit");
        args.AddRange(imageDlls);
        args.Add("--");
        args.AddRange(programArgs);
        return args;
    }

    /// <summary>The host that runs this process, and that programs are started with.</summary>
    public static string DotnetPath()
    {
        string dotnet = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(dotnet) == "dotnet" ? dotnet : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
    }

    /// <summary>Runs a command line as a child that reads <paramref name="input"/>; its output is ours. Returns its exit status.</summary>
    public static int RunChild(List<string> args, string input)
    {
        Console.Out.Flush();
        var info = new ProcessStartInfo(DotnetPath(), args.GetRange(1, args.Count - 1)) { RedirectStandardInput = true, StandardInputEncoding = new System.Text.UTF8Encoding(false) };
        using var p = Process.Start(info)!;
        try
        {
            p.StandardInput.Write(input);
            p.StandardInput.Close();
        }
        catch (IOException) { /* it ended without reading everything; its status tells */ }
        p.WaitForExit();
        return p.ExitCode;
    }

    /// <summary>Does not return if the program could be started.</summary>
    public static int Exec(List<string> args)
    {
        string dotnet = DotnetPath();
        var env = new List<string?>();
        foreach (System.Collections.DictionaryEntry e in Environment.GetEnvironmentVariables()) env.Add($"{e.Key}={e.Value}");
        env.Add(null);
        Console.Out.Flush();
        Console.Error.Flush();
        Execve(dotnet, [.. args, null], [.. env]);
        throw new BuildException($"goclr: starting {dotnet}: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}
