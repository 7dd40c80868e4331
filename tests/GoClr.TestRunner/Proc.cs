// Runs a program with a time limit and collects what it prints.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace GoClr.TestRunner;

internal sealed record ProcResult(int Status, string Out, string Err, bool TimedOut)
{
    /// <summary>Standard output, then standard error and a status other than 0 under headings: the format of .out files.</summary>
    public string Text
    {
        get
        {
            var b = new StringBuilder(Out);
            if (Err.Length > 0) b.Append(Out.Length > 0 && !Out.EndsWith('\n') ? "\n" : "").Append("-- stderr --\n").Append(Err);
            if (TimedOut) b.Append("-- timed out --\n");
            else if (Status != 0) b.Append($"-- status {Status} --\n");
            return b.ToString();
        }
    }
}

internal static class Proc
{
    public static ProcResult Run(string file, IEnumerable<string> args, string? dir = null, int seconds = 60, Dictionary<string, string?>? env = null, string? stdin = null)
    {
        var info = new ProcessStartInfo(file, args)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = dir ?? Directory.GetCurrentDirectory(),
            StandardOutputEncoding = Encoding.Latin1, StandardErrorEncoding = Encoding.Latin1,
        };
        if (env != null)
        {
            foreach (var (k, v) in env)
            {
                if (v == null) info.Environment.Remove(k);
                else info.Environment[k] = v;
            }
        }
        using var p = Process.Start(info)!;
        if (stdin != null) p.StandardInput.Write(stdin);
        p.StandardInput.Close();
        var output = p.StandardOutput.ReadToEndAsync();
        var error = p.StandardError.ReadToEndAsync();
        bool done = p.WaitForExit(seconds * 1000);
        if (!done)
        {
            p.Kill(entireProcessTree: true);
            p.WaitForExit();
        }
        Task.WaitAll(output, error);
        return new ProcResult(p.ExitCode, Utf8(output.Result), Utf8(error.Result), !done);
    }

    // Output is read byte for byte and shown as UTF-8 where it is.
    private static string Utf8(string latin1) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1));
}
