// goclr VERB: the same verbs, flags and messages as go.
using System;
using System.IO;
using GoClr.Build.Driver;

namespace GoClr.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            return Verbs.VerbTable.Run(args);
        }
        catch (BuildException e)
        {
            if (e.Message.Length > 0) Console.Error.WriteLine(e.Message);
            return e.Status;
        }
        catch (Compiler.InternalCompilerError e)
        {
            Console.Error.WriteLine(e.Message);
            if (Environment.GetEnvironmentVariable("GOCLR_TRACE") is { Length: > 0 }) Console.Error.WriteLine(e);
            return 2;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("goclr: " + Toolchain.Reason(e));
            return 1;
        }
    }
}
