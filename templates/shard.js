bulletinArchive.shard({{ shard|tojson }});
