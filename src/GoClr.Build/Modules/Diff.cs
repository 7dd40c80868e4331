// A unified diff of two small texts, with three lines of context.
using System;
using System.Collections.Generic;
using System.Text;

namespace GoClr.Build.Modules;

internal static class Diff
{
    public static string Unified(string oldName, string newName, string a, string b)
    {
        string[] x = a.TrimEnd('\n').Split('\n'), y = b.TrimEnd('\n').Split('\n');
        // Longest common subsequence, by dynamic programming from the end.
        int[,] lcs = new int[x.Length + 1, y.Length + 1];
        for (int i = x.Length - 1; i >= 0; i--)
            for (int j = y.Length - 1; j >= 0; j--) lcs[i, j] = x[i] == y[j] ? lcs[i + 1, j + 1] + 1 : Math.Max(lcs[i + 1, j], lcs[i, j + 1]);
        var lines = new List<(char Kind, string Text, int I, int J)>();
        for (int i = 0, j = 0; i < x.Length || j < y.Length;)
        {
            if (i < x.Length && j < y.Length && x[i] == y[j]) lines.Add((' ', x[i], i++, j++));
            else if (i < x.Length && (j == y.Length || lcs[i + 1, j] >= lcs[i, j + 1])) lines.Add(('-', x[i], i++, j));
            else lines.Add(('+', y[j], i, j++));
        }
        const int Context = 3;
        var w = new StringBuilder($"diff {oldName} {newName}\n--- {oldName}\n+++ {newName}\n");
        for (int k = 0; k < lines.Count;)
        {
            if (lines[k].Kind == ' ') { k++; continue; }
            int start = Math.Max(0, k - Context), end = k;
            for (int m = k; m < lines.Count && m <= end + 2 * Context; m++) if (lines[m].Kind != ' ') end = m;
            end = Math.Min(lines.Count, end + Context + 1);
            int oldCount = 0, newCount = 0;
            for (int m = start; m < end; m++)
            {
                if (lines[m].Kind != '+') oldCount++;
                if (lines[m].Kind != '-') newCount++;
            }
            w.Append($"@@ -{lines[start].I + 1},{oldCount} +{lines[start].J + 1},{newCount} @@\n");
            for (int m = start; m < end; m++) w.Append(lines[m].Kind).Append(lines[m].Text).Append('\n');
            k = end;
        }
        return w.ToString();
    }
}
