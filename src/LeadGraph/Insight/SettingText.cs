using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LeadGraph.Insight;

/// <summary>Settings as they are written where they can be set.</summary>
internal static partial class SettingText
{
    private static readonly JsonSerializerOptions OneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true, NewLine = "\n" };

    /// <summary>A text as one word of a shell: in quotes where the shell would read it in another way.</summary>
    /// <param name="text">The text.</param>
    public static string ShellWord(string text)
        => PlainInShells().IsMatch(text) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>Settings as a document of <c>appsettings.json</c>.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="isIndented">Whether it has several lines.</param>
    public static string Json(IEnumerable<ScoringSetting> settings, bool isIndented)
    {
        var document = new JsonObject();
        foreach (ScoringSetting setting in settings)
        {
            string[] parts = setting.Name.Split(ScoringSetting.Delimiter);
            JsonObject section = document;
            foreach (string part in parts.SkipLast(1))
            {
                if (section[part] is not JsonObject inner)
                {
                    section[part] = inner = [];
                }

                section = inner;
            }

            section[parts[^1]] = ValueOf(setting.Value);
        }

        return document.ToJsonString(isIndented ? Indented : OneLine);
    }

    private static JsonValue ValueOf(string value)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number.ToString(CultureInfo.InvariantCulture) == value
            ? JsonValue.Create(number)
            : JsonValue.Create(value);

    [GeneratedRegex(@"^[A-Za-z0-9_./:=@%+,-]*\z")]
    private static partial Regex PlainInShells();
}
