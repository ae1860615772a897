FROM node:22-bookworm-slim AS node

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# The pages that the service brings along are built by npm.
COPY --from=node /usr/local/ /usr/local/
WORKDIR /source
# Packages are restored in a layer of their own, which a change of sources does not touch.
COPY Directory.Build.props Directory.Packages.props ./
COPY src/LeadGraph/LeadGraph.csproj src/LeadGraph/
COPY src/GraphQLEngine/HotChocolate/HotChocolate.csproj src/GraphQLEngine/HotChocolate/
COPY src/GraphQLEngine/HotChocolate.AspNetCore/HotChocolate.AspNetCore.csproj src/GraphQLEngine/HotChocolate.AspNetCore/
COPY src/GraphQLEngine/HotChocolate.Data/HotChocolate.Data.csproj src/GraphQLEngine/HotChocolate.Data/
RUN dotnet restore src/LeadGraph
COPY schema.graphql ./
COPY src/ src/
RUN dotnet publish src/LeadGraph --configuration Release --no-restore --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
# The user without privileges that the base image brings.
USER $APP_UID
# The program asks itself, because the image has no other HTTP client.
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["dotnet", "LeadGraph.dll", "health"]
ENTRYPOINT ["dotnet", "LeadGraph.dll"]
