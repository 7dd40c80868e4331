// Texts as Go quotes them (%q).
using System.Text;
using GoClr.Syntax;

namespace GoClr.Build.Driver;

public static class GoQuote
{
    public static string Quote(string s)
    {
        var b = new StringBuilder("\"");
        foreach (var r in s.EnumerateRunes())
        {
            if (r.Value == '"') b.Append("\\\"");
            else if (r.Value == '\'') b.Append('\'');
            else b.Append(Quoting.Rune(r.Value)[1..^1]);
        }
        return b.Append('"').ToString();
    }
}
