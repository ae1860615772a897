FROM node:22-bookworm-slim AS node

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# The pages that the service brings along are built by npm.
COPY --from=node /usr/local/ /usr/local/
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props ./
COPY src/ src/
RUN dotnet publish src/LeadGraph --configuration Release --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
# The user without privileges that the base image brings.
USER $APP_UID
ENTRYPOINT ["dotnet", "LeadGraph.dll"]
