// Texts and values as Go's encoding/json writes them with an indent of one tab: what tools that read go's -json output expect.
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace GoClr.Build.Driver;

public static class GoJson
{
    public static string Text(string s)
    {
        var b = new StringBuilder("\"");
        foreach (var r in s.EnumerateRunes())
        {
            switch (r.Value)
            {
                case '"': b.Append("\\\""); break;
                case '\\': b.Append("\\\\"); break;
                case '\n': b.Append("\\n"); break;
                case '\r': b.Append("\\r"); break;
                case '\t': b.Append("\\t"); break;
                case '\b': b.Append("\\b"); break;
                case '\f': b.Append("\\f"); break;
                case '<' or '>' or '&' or < 0x20 or 0x2028 or 0x2029: b.Append("\\u").Append(r.Value.ToString("x4", CultureInfo.InvariantCulture)); break;
                default: b.Append(r.ToString()); break;
            }
        }
        return b.Append('"').ToString();
    }

    /// <summary>An object, array, text, number or truth value. Empty members are left out before they come here.</summary>
    public static void Write(StringBuilder w, object? value, string indent = "")
    {
        switch (value)
        {
            case null: w.Append("null"); break;
            case bool b: w.Append(b ? "true" : "false"); break;
            case int n: w.Append(n.ToString(CultureInfo.InvariantCulture)); break;
            case string s: w.Append(Text(s)); break;
            case JsonObject o:
                if (o.Members.Count == 0) { w.Append("{}"); break; }
                w.Append("{\n");
                for (int i = 0; i < o.Members.Count; i++)
                {
                    w.Append(indent).Append('\t').Append(Text(o.Members[i].Name)).Append(": ");
                    Write(w, o.Members[i].Value, indent + "\t");
                    w.Append(i + 1 < o.Members.Count ? ",\n" : "\n");
                }
                w.Append(indent).Append('}');
                break;
            case IReadOnlyList<object> list:
                if (list.Count == 0) { w.Append("[]"); break; }
                w.Append("[\n");
                for (int i = 0; i < list.Count; i++)
                {
                    w.Append(indent).Append('\t');
                    Write(w, list[i], indent + "\t");
                    w.Append(i + 1 < list.Count ? ",\n" : "\n");
                }
                w.Append(indent).Append(']');
                break;
            default: throw new System.ArgumentException("not a JSON value: " + value.GetType());
        }
    }
}

/// <summary>An object whose members keep their order.</summary>
public sealed class JsonObject
{
    public List<(string Name, object? Value)> Members { get; } = [];

    /// <summary>Adds a member unless it is empty (omitempty).</summary>
    public void Add(string name, object? value)
    {
        if (value is null or "" or false or 0 or IReadOnlyList<object> { Count: 0 } or JsonObject { Members.Count: 0 }) return;
        Members.Add((name, value));
    }
}
