"""The order inside the large rooms: what a module may stand on, from the first to the last.

`tests/test_house.py` holds each module to it.
"""

LARGE = 15
"""A room with so many modules has an order that is written down."""

ORDER = {
    "checks": """
        lists of words: word_files plainly pairs lexicon confusables enumerations likelihood
            omissions word_edges near_misses misspellings name_lists exceptions lists name_proposals
        what a rule reads and says: view rule manuscripts
        what families share: doubling sequences particles placeholders tabulated
        families: structure series naming table_sums numbers numerals tabular punctuation
            typography wording repetition secrecy raw
        the rules together: checks
    """,
    "commands": """
        speaking: chinese speech issue_names act_options own_keys
        the office: init new learn doctor fonts
        what comes in: whole import_
        copy: check diff
        what is made: build serve inspect
        signing, publishing, sending: sign approve offices publish correct withdraw key verify
            export mail wechat status
        the group: commands
    """,
    "inspect": """
        what is asked, and how it is measured: requirements ink layout measured
        measures: measure_file measure_letter measure_pages measure_spacing measure_lines
            measure_marks measure_breaks measure_parts tables
        the whole: inspection report
    """,
    "intake": """
        values: dates received pieces passage pictures picture_sizes credits
        mending what was received: raised repairing likenesses foreign_front web_tags keeping
            typed_lists stray_marks running_text accounting typed_marks typed_notes tabbed
        files with words in rows and frames: furniture ruled spaced enclosed_pages rows facing_pages
        Word: word.package word.symbols word.field_codes word.styles word.list_numbers
            word.drawing word.transcript word.emphasis word.story_reading word.flow word.story
            word.unpacking word
        other files: heads entering plain portable web_archive archives letter parcel
        what LibreOffice would fetch: fetching.fetch fetching.compound fetching.old_word
            fetching.markup fetching.rich_text fetching office
        every kind: kinds
        roles of lines: recognition.inlines recognition.items recognition.headings
            recognition.ornaments
            recognition.illustrations recognition.grids recognition.role recognition.copy_roles
            recognition.own_roles recognition.sections recognition
        a submission: signed_lines covering findings borders submission
        filing it: register reviewing filing receiving
        a whole issue: whole.masthead whole.colophon whole.articles whole.own whole.issue
            whole.batch whole
    """,
    "making": """
        reading: copy jobs store standing repeat
        what goes into a tree: sent approved context admission drafts
        setting and writing it: press_run tree pipeline comparing
    """,
    "markdown": """
        marks as typed: marks dialects losses attachment_lines seams attachments
        from text to blocks: blocks mixed_numbers parser misspelt_bold typed
        from blocks to sections, and back: reading settling writing markdown
    """,
    "press": """
        a PDF's parts: impression.objects impression.placed impression.element_tree
            impression.embedding impression.imprint impression.rasters impression.content
            impression.impressing
        faces: roles cutting likeness fonts lending
        a sheet: images opening sheet_tree fit reading_order sheet standing_apart
        lines: slack breaks titles masthead page_costs line_choice
        tables: weighing column_widths table_heads tables
        pages: off_grid laid_pages
        setting it ourselves: typesetting.style typesetting.cascade typesetting.set_pictures
            typesetting.blocks typesetting.type_case typesetting.composed_lines
            typesetting.set_boxes typesetting.set_tables typesetting.galley typesetting.make_up
            typesetting.page_choice typesetting.places typesetting.composed typesetting
        having it set by WeasyPrint: engine.libraries engine.listening engine.setting
            engine.pango_faces engine.shaping engine.joined engine.leaves engine.line_grid
            engine.justification engine.canvas engine.paragraphs engine.columns engine.filling
            engine.painting engine.placement engine.printing engine.laid engine
        from an issue to a PDF: pressed unprinted parts said composable laying pressing
    """,
    "publish": """
        registers and what attests them: attesting timestamps chain receipts
        an act: agreement make registrar traces gates act signing
        what stands afterwards: verification key_acts auditors overview
    """,
    "word": """
        the document's parts: elements faces page styles composing
        the page's parts: blocks masthead colophon sheet
        the file: settings file
        exporting: origin exporting
    """,
}
"""By room, its modules from the first to the last, by subject: a module imports only from those
before it. A package stands where its `__init__` does; a lazy door stands nowhere, since it loads
nothing."""
