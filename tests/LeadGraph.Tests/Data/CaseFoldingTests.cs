using System.Globalization;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Tests.Data;

/// <summary>The folding of texts for searches is the same on both databases.</summary>
public class CaseFoldingTests
{
    // Letters of Unicode 16, whose lower case an older server does not know.
    private static readonly char[] NewLetters = ['\u1C89', '\uA7CB', '\uA7CC', '\uA7DA', '\uA7DC'];

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Folding_OfEveryCharacter_IsThatOfTheOtherDatabase(DatabaseProvider provider)
    {
        string[] characters =
        [
            .. Enumerable.Range(1, 0xFFFF).Where(point => point is < 0xD800 or > 0xDFFF)
                .Concat(Enumerable.Range(0x1D400, 0x400)).Concat(Enumerable.Range(0x1F100, 0x100))
                .Select(char.ConvertFromUtf32)
        ];
        string database = await OwnTables.CreateAsync(provider, OwnTables.WithoutKeys);
        // With marks out of order and marks that may be composed, and between letters.
        await OwnTables.ExecuteAsync(provider, database, string.Join('\n', characters.Select((text, id) => (text, id))
            .Chunk(5_000).Select(rows => "INSERT INTO free_lesson_registrations (user_id, username, first_name) VALUES "
                + string.Join(", ", rows.Select(row => Values(row.id, Quoted(row.text)))) + ";")));
        await using ServiceHost host = await ServiceHost.StartAsync(database);

        var found = await host.WithDatabaseAsync(db => db.Registrations
            .Select(x => new
            {
                x.Username,
                x.FirstName,
                FoldedName = CaseFolding.Fold(x.Username!),
                FoldedText = CaseFolding.Fold(x.FirstName!)
            })
            .ToListAsync());

        Assert.Equal(characters.Length, found.Count);
        string[] differences =
        [
            .. found.Where(row => CaseFolding.Folded(row.Username!) != row.FoldedName
                    || CaseFolding.Folded(row.FirstName!) != row.FoldedText)
                .Select(row => row.Username!)
                .Where(text => !NewLetters.Contains(text[0]))
                .Select(text => $"U+{char.ConvertToUtf32(text, 0):X4}")
        ];
        Assert.True(differences.Length == 0, $"{differences.Length}: {string.Join(' ', differences.Take(100))}");
    }

    [Theory]
    [InlineData("Артём", "артем")]
    [InlineData("АРТЕ\u0308М", "артем")]
    [InlineData("Тимофе\u0438\u0306", "тимофей")]
    [InlineData("ＡＮＮＡ", "anna")]
    [InlineData("ﬁnn", "finn")]
    [InlineData("𝓜𝓪𝓻𝓲𝓪", "maria")]
    [InlineData("ΣΟΦΟΣ", "σοφοσ")]
    [InlineData("σοφος", "σοφοσ")]
    [InlineData("한글", "한글")]
    [InlineData("ქართული ᲥᲐᲠᲗᲣᲚᲘ", "ქართული ქართული")]
    [InlineData("Київ Ґалаґан Ўладзімер", "київ ґалаґан ўладзімер")]
    [InlineData("ӘЛІЯ ҚАЙРАТ Өмір", "әлія қайрат өмір")]
    [InlineData("Straße", "straße")]
    [InlineData("İSTANBUL IŞIK ışık I\u0307zmir", "istanbul işik işik izmir")]
    [InlineData("\ud800x\u0306\udc00", "\ud800x\u0306\udc00")]
    public void Folded_OfATextInAnyForm_IsWhatAReaderSees(string text, string expected)
    {
        Assert.Equal(expected, CaseFolding.Folded(text));
        Assert.Equal(expected, CaseFolding.Folded(expected));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Search_ForTurkishNames_FindsThemWithEitherI(DatabaseProvider provider)
    {
        string database = await OwnTables.CreateAsync(provider, OwnTables.WithoutKeys + """
            INSERT INTO free_lesson_registrations (user_id, first_name)
                VALUES (1, 'İbrahim IŞIK'), (2, 'ibrahim ışık'), (3, 'Ibrahim Işik');
            """);
        await using ServiceHost host = await ServiceHost.StartAsync(database);

        foreach (string search in (string[])["ibrahim", "İBRAHİM", "IBRAHIM", "ışık", "IŞIK", "işi"])
        {
            string found = await host.Client.GetStringAsync($"/api/user-activity?fields=user_id&search={search}");
            Assert.Equal((search, """[{"user_id":1},{"user_id":2},{"user_id":3}]"""), (search, found));
        }
    }

    private static string Values(int id, string text) => string.Create(
        CultureInfo.InvariantCulture, $"({id}, '{text}', 'Σ{text}\u0306\u0323{text}')");

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
