// The programs in tests/errors/types say line by line what is wrong with them; the messages were recorded from gc.
using System;
using System.IO;
using System.Text;
using GoClr.Testing;
using GoClr.Types.Driver;
using Xunit;

namespace GoClr.Types.Tests;

public class ErrorTests
{
    private static readonly Lazy<SourceTree> s_tree = new(() => new SourceTree(Needs.Goroot));

    private static string Folder
    {
        get
        {
            for (var d = new DirectoryInfo(AppContext.BaseDirectory); d != null; d = d.Parent)
            {
                string f = Path.Combine(d.FullName, "tests", "errors", "types");
                if (Directory.Exists(f)) return f;
            }
            throw new DirectoryNotFoundException("tests/errors/types");
        }
    }

    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        foreach (string f in Directory.GetFiles(Folder, "*.go")) data.Add(Path.GetFileName(f));
        return data;
    }

    [GorootTheory]
    [MemberData(nameof(Files))]
    public void MessagesAsRecorded(string name)
    {
        byte[] text = File.ReadAllBytes(Path.Combine(Folder, name));
        string? diff = null;
        var t = new System.Threading.Thread(() => diff = ErrorCheck.Compare(name, text, ErrorCheck.CheckFile(s_tree.Value, name, text).Diags), 64 << 20);
        t.Start();
        t.Join();
        Assert.True(diff == null, diff);
    }
}
