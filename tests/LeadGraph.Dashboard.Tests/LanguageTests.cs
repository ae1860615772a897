using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LeadGraph.Dashboard.Tests;

/// <summary>The dashboard in the languages that it has.</summary>
[Collection(InTheBrowser.Name)]
public class LanguageTests(Browser browser)
{
    [BrowserFact]
    public async Task Russian_OnEveryPage_IsWithoutEnglish()
    {
        ServiceHost host = await browser.WithChangesAsync();
        await using DashboardPage page = await browser.OpenAsync(host, locale: "ru-RU");
        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("lang", "ru");
        await Expect(page.Page).ToHaveTitleAsync("LeadGraph: кому звонить сегодня");
        await Expect(page.Total).ToHaveTextAsync("220 лидов");
        await Expect(page.HotLeads.First.Locator(".hot-who .muted"))
            .ToHaveTextAsync("50 событий за 5 дней · 13 часов назад");
        await ExpectNoEnglishAsync(page);

        await page.HotLeads.Locator(".name").First.ClickAsync();
        await Expect(page.Panel.Locator(".why h3")).ToHaveTextAsync("Почему горячий");
        await Expect(page.Panel.Locator(".day-chart")).ToBeVisibleAsync();
        await ExpectNoEnglishAsync(page);
        await page.Page.Keyboard.PressAsync("Escape");

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Примерить другие правила" }).ClickAsync();
        await Expect(page.Page.Locator(".rules-preview td").First).ToHaveTextAsync("18");
        await page.Page.GetByText("Сколько стоят события каждого типа").ClickAsync();
        await ExpectNoEnglishAsync(page);
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Назад к лидам" }).ClickAsync();

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Что изменилось" }).ClickAsync();
        await Expect(page.Page.GetByTestId("changes-total")).ToHaveTextAsync("6 изменений");
        await ExpectNoEnglishAsync(page);
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Назад к лидам" }).ClickAsync();

        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Остынет" }).SelectOptionAsync("24h");
        await page.Page.GetByLabel("Поиск").FillAsync("никто");
        await Expect(page.Page.Locator(".leads .empty")).ToContainTextAsync(
            "Нет лидов, у которых в имени, логине или почте есть никто, и которые остынут за 24 часа.");
        await ExpectNoEnglishAsync(page);

        await page.Page.GotoAsync("/?after=bm9uc2Vuc2U%3D&page=2");
        await Expect(page.Page.Locator(".leads").GetByRole(AriaRole.Alert)).ToContainTextAsync(
            "Это место в списке больше не известно. Начните с первой страницы.");
        await ExpectNoEnglishAsync(page);
        await page.Page.GotoAsync("/");

        page.ExpectFailedRequests();
        await page.Page.RouteAsync("**/graphql", route => route.AbortAsync());
        await page.Page.GetByLabel("Поиск").FillAsync("все");
        await Expect(page.Page.Locator(".leads").GetByRole(AriaRole.Alert)).ToContainTextAsync("Сервис недоступен.");
        await ExpectNoEnglishAsync(page);

        await page.Page.UnrouteAllAsync();
        await page.Page.RouteAsync("**/graphql", route => route.FulfillAsync(new() { Status = 401 }));
        await page.Page.ReloadAsync();
        await Expect(page.Page.GetByLabel("Ключ")).ToBeVisibleAsync();
        await ExpectNoEnglishAsync(page);
    }

    [BrowserFact]
    public async Task Language_OnceChosen_IsKept()
    {
        ServiceHost host = await browser.OverReferenceAsync();
        await using DashboardPage page = await browser.OpenAsync(host, "?tier=hot");
        ILocator title = page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        await Expect(title).ToHaveTextAsync("Whom to call today");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Русский" }).ClickAsync();

        await Expect(title).ToHaveTextAsync("Кому звонить сегодня");
        await Expect(page.Total).ToHaveTextAsync("18 лидов");
        Assert.Equal("?tier=hot", page.Query);
        await page.Page.ReloadAsync();
        await Expect(title).ToHaveTextAsync("Кому звонить сегодня");
        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("lang", "ru");
    }

    // What leads and events are called is not the page's, nor is what a setting is.
    private static async Task ExpectNoEnglishAsync(DashboardPage page)
    {
        string[] words = await page.Page.EvaluateAsync<string[]>("""
            () => {
              const words = [];
              const look = (element, text) => {
                if (!element.closest('bdi, code, script, noscript, [translate=no], [lang]:not(html)')) {
                  words.push(...(text ?? '').matchAll(/[A-Za-z]{2,}/g).map(([word]) => word));
                }
              };
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                look(texts.currentNode.parentElement, texts.currentNode.data);
              }
              for (const element of document.querySelectorAll('[title], [aria-label], [placeholder]')) {
                look(element, element.querySelector('bdi') ? '' : element.title);
                // What comes behind is the name of a lead.
                look(element, element.getAttribute('aria-label')?.split(':')[0]);
                look(element, element.getAttribute('placeholder'));
              }
              return words.filter(word => !['Telegram', 'CSV', 'UTC'].includes(word));
            }
            """);
        Assert.True(words.Length == 0, string.Join(' ', words));
    }
}
