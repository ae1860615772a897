using System.Globalization;

namespace LeadGraph.Data.Sqlite;

/// <summary>What the Unicode Character Database tells of normalization.</summary>
/// <param name="Classes">The combining classes of code points, where they are not 0.</param>
/// <param name="Decompositions">What code points are composed of, canonically or for compatibility.</param>
/// <param name="Compositions">What pairs of code points compose.</param>
internal sealed record NormalizationData(
    Dictionary<int, int> Classes,
    Dictionary<int, int[]> Decompositions,
    Dictionary<(int First, int Second), int> Compositions)
{
    /// <summary>Reads the file that is embedded in the program.</summary>
    public static NormalizationData Read()
    {
        using Stream file = typeof(NormalizationData).Assembly.GetManifestResourceStream("Sqlite.normalization.txt")!;
        using var lines = new StreamReader(file);
        var data = new NormalizationData([], [], []);
        string section = "";
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                section = line;
            }
            else if (!line.StartsWith('#'))
            {
                foreach (string entry in line.Split(';'))
                {
                    data.Add(section, entry.Split('='));
                }
            }
        }

        return data;
    }

    private void Add(string section, string[] entry)
    {
        if (section == "[class]")
        {
            string[] range = entry[0].Split('-');
            for (int point = Hex(range[0]); point <= Hex(range[^1]); point++)
            {
                Classes.Add(point, int.Parse(entry[1], CultureInfo.InvariantCulture));
            }

            return;
        }

        int[] parts = [.. entry[1].Split(' ').Select(Hex)];
        Decompositions.Add(Hex(entry[0]), parts);
        if (section == "[composed]")
        {
            Compositions.Add((parts[0], parts[1]), Hex(entry[0]));
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
