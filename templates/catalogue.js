bulletinArchive.catalogue({{ catalogue|tojson }});
