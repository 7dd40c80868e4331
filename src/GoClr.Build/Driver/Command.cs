// Other programs that the tool starts: the SDK's commands and the compilers of its packages.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace GoClr.Build.Driver;

internal static class Command
{
    /// <summary>What Run returns if there is no such program; its text says so.</summary>
    public const int NotFound = -1;

    public static bool OnPath(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => d.Length > 0 && File.Exists(Path.Combine(d, tool)));

    /// <summary>Runs a program to its end; returns its exit status. <paramref name="text"/>: what it printed, standard error behind standard output.</summary>
    public static int Run(string tool, IEnumerable<string> args, string dir, out string text)
    {
        var info = new ProcessStartInfo(tool, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = dir };
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        info.Environment["DOTNET_NOLOGO"] = "1";
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HOME"))) info.Environment["DOTNET_CLI_HOME"] = Path.GetTempPath();
        try
        {
            using var p = Process.Start(info)!;
            var error = p.StandardError.ReadToEndAsync();
            text = p.StandardOutput.ReadToEnd();
            p.WaitForExit();
            text += error.Result;
            return p.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            text = e.Message;
            return NotFound;
        }
    }
}
